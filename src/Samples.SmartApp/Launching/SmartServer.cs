using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Samples.SmartApp.Launching;

/// <summary>What a FHIR server says about signing in, below its own address (SMART App Launch 2.2 §6.0).</summary>
public sealed record SmartDocument(
    [property: JsonPropertyName("issuer")] string Issuer,
    [property: JsonPropertyName("jwks_uri")] string JwksUri,
    [property: JsonPropertyName("authorization_endpoint")] string AuthorizationEndpoint,
    [property: JsonPropertyName("token_endpoint")] string TokenEndpoint);

/// <summary>Tokens, and where the app was opened (§2.0.11); or an error.</summary>
public sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("scope")] string? Scope,
    [property: JsonPropertyName("id_token")] string? IdToken,
    [property: JsonPropertyName("patient")] string? Patient,
    [property: JsonPropertyName("need_patient_banner")] bool? NeedPatientBanner,
    [property: JsonPropertyName("intent")] string? Intent,
    [property: JsonPropertyName("error")] string? Error);

/// <summary>The back channel: the FHIR server's document and the token endpoint it names.</summary>
public sealed class SmartServer(HttpClient http, IOptions<SmartAppOptions> options)
{
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    public async Task<SmartDocument> DocumentAsync(CancellationToken ct) =>
        await http.GetFromJsonAsync<SmartDocument>(new Uri($"{options.Value.FhirBase}/.well-known/smart-configuration"), ct)
        ?? throw new HttpRequestException("The FHIR server has no SMART document.");

    /// <summary>Trades the code in. A public client proves itself by the verifier alone (RFC 7636).</summary>
    public async Task<TokenAnswer?> RedeemAsync(SmartDocument server, string code, LaunchTrip trip, CancellationToken ct)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = options.Value.RedirectUri,
            ["code_verifier"] = trip.CodeVerifier,
            ["client_id"] = options.Value.ClientId,
        });
        using var response = await http.PostAsync(new Uri(server.TokenEndpoint), form, ct);
        return await response.Content.ReadFromJsonAsync<TokenAnswer>(JsonSerializerOptions.Web, ct);
    }

    /// <summary>Who the user is on the FHIR server (§2.0.8), once the ID token is known to be the provider's, for this app and this trip.</summary>
    /// <returns>Null when it is not.</returns>
    public async Task<string?> FhirUserAsync(SmartDocument server, string idToken, LaunchTrip trip, CancellationToken ct)
    {
        var keys = new JsonWebKeySet(await http.GetStringAsync(new Uri(server.JwksUri), ct));
        var result = await Handler.ValidateTokenAsync(idToken, new TokenValidationParameters
        {
            ValidIssuer = server.Issuer,
            ValidAudience = options.Value.ClientId,
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ClockSkew = TimeSpan.FromSeconds(30),
        });
        return result is { IsValid: true, SecurityToken: JsonWebToken token } && Text(token, "nonce") == trip.Nonce ? Text(token, "fhirUser") ?? "" : null;
    }

    private static string? Text(JsonWebToken token, string claim) => token.TryGetPayloadValue<string>(claim, out var value) ? value : null;
}
