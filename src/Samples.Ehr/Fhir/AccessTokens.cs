using System.Security.Claims;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Samples.Ehr.SignIn;

namespace Samples.Ehr.Fhir;

/// <summary>
/// Tells access tokens for this API from everything else: JWTs by their signature, without asking anybody; any other by asking the
/// provider (RFC 7662).
/// </summary>
public sealed class AccessTokens(Authority authority, IServiceScopeFactory scopes, IOptions<EhrOptions> options)
{
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    /// <returns>What the token says; null when it is not good here.</returns>
    public async Task<ClaimsIdentity?> ReadAsync(string token, CancellationToken ct) =>
        token.Contains('.', StringComparison.Ordinal) ? await OfJwtAsync(token, ct) : await AskAsync(token, ct);

    /// <summary>Asks the provider whether the token works at this moment, whatever its own dates say: for records that are worth a question.</summary>
    public async Task<bool> StillWorksAsync(string token, CancellationToken ct) => await AskAsync(token, ct) is not null;

    /// <summary>Thumbprint of the key that a token is bound to (RFC 9449 §6), or null.</summary>
    public static string? KeyOf(ClaimsIdentity identity)
    {
        if (identity.FindFirst("cnf")?.Value is not { } confirmation)
        {
            return null;
        }

        using var json = JsonDocument.Parse(confirmation);
        return json.RootElement.TryGetProperty("jkt", out var thumbprint) ? thumbprint.GetString() : null;
    }

    private async Task<ClaimsIdentity?> OfJwtAsync(string token, CancellationToken ct)
    {
        var rules = authority.TokenRules(await authority.MetadataAsync(ct));
        rules.ValidAudience = options.Value.ApiAudience;
        // Without this line an ID token, which every browser-side app holds, would open the API.
        rules.ValidTypes = ["at+jwt", "application/at+jwt"];
        var result = await Handler.ValidateTokenAsync(token, rules);
        return result.IsValid ? result.ClaimsIdentity : null;
    }

    private async Task<ClaimsIdentity?> AskAsync(string token, CancellationToken ct)
    {
        using var scope = scopes.CreateScope();
        var answer = await scope.ServiceProvider.GetRequiredService<TokenEndpoint>().IntrospectAsync(token, ct);
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("active", out var active) || active.ValueKind != JsonValueKind.True)
        {
            return null;
        }

        var identity = new ClaimsIdentity(answer.EnumerateObject().SelectMany(ClaimsOf), AccessTokenAuthentication.Name);
        return identity.HasClaim("aud", options.Value.ApiAudience) ? identity : null;
    }

    private static IEnumerable<Claim> ClaimsOf(JsonProperty member) => member.Value.ValueKind == JsonValueKind.Array
        ? member.Value.EnumerateArray().Select(value => new Claim(member.Name, value.ToString()))
        : [new Claim(member.Name, member.Value.ToString())];
}
