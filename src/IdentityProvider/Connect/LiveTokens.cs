using System.Buffers.Text;
using System.Text.Json;
using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Keys;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Jose;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IdentityProvider.Connect;

/// <summary>An access token of ours that works at this moment, whatever it looks like.</summary>
/// <param name="ClientId">The client it was issued to.</param>
/// <param name="Claims">What it says, as <see cref="AccessToken.ToClaims"/> has it.</param>
internal sealed record LiveToken(string ClientId, Scope Scope, TargetResources Audience, IReadOnlyDictionary<string, object> Claims)
{
    /// <summary>The grant it came from; null when the client speaks for itself.</summary>
    public StandingGrant? Grant { get; init; }

    /// <summary>Thumbprint of the key it is bound to; null for a bearer token.</summary>
    public string? KeyThumbprint { get; init; }
}

/// <summary>Tells access tokens that work from everything else. One round trip for each, the use of a DPoP proof included.</summary>
internal sealed class LiveTokens(TokenSigner signer, AccessTokens tokens, RegisteredClients clients, IOptions<ServerOptions> server)
{
    private static readonly Proven<LiveToken> Nothing = new(Value: null, ProofWasUsed: false);

    /// <param name="proof">The proof that came with it, used up here; null where the token is only asked about.</param>
    public Task<Proven<LiveToken>> FindAsync(string token, DpopProof? proof, CancellationToken ct) =>
        token.StartsWith(AccessTokens.ReferencePrefix, StringComparison.Ordinal) ? OfReferenceAsync(token, proof, ct) : OfJwtAsync(token, proof, ct);

    private async Task<Proven<LiveToken>> OfJwtAsync(string token, DpopProof? proof, CancellationToken ct)
    {
        if (await signer.ReadAsync(token, server.Value.Issuer, AccessToken.Type, evenExpired: false, ct) is not { } jwt || Read(jwt) is not { } read)
        {
            return Nothing;
        }

        if (Guid.TryParse(Text(jwt, AccessToken.GrantClaim), out var grantId))
        {
            var (grant, used) = await tokens.OfGrantAsync(grantId, proof, ct);
            return new Proven<LiveToken>(grant is null ? null : read with { Grant = grant }, used);
        }

        // RFC 9068 §2.2: what no user stands behind is the client's own.
        if (jwt.Subject != read.ClientId || !Guid.TryParse(jwt.Id, out var tokenId))
        {
            return Nothing;
        }

        var (client, repeated) = await tokens.OfClientAsync(read.ClientId, tokenId, proof, ct);
        return new Proven<LiveToken>(client is null ? null : read with { Claims = ClinicsNow(read.Claims, client) }, repeated);
    }

    private async Task<Proven<LiveToken>> OfReferenceAsync(string token, DpopProof? proof, CancellationToken ct)
    {
        var (stored, used) = await tokens.FindAsync(token, proof, ct);
        if (stored is null || await clients.FindAsync(stored.ClientId, ct) is not { } client)
        {
            return new Proven<LiveToken>(Value: null, used);
        }

        var access = new AccessToken(server.Value.Issuer, client, stored.Scope, stored.Audience, stored.IssuedAt)
        {
            Authentication = stored.Grant?.Authentication,
            KeyThumbprint = stored.DpopKey,
        };
        var claims = new Dictionary<string, object>(access.ToClaims(stored.Id), StringComparer.Ordinal)
        {
            // As it was issued: the client's lifetime may have been changed since.
            ["exp"] = stored.ExpiresAt.ToUnixTimeSeconds(),
        };
        return new Proven<LiveToken>(
            new LiveToken(stored.ClientId, stored.Scope, stored.Audience, claims) { Grant = stored.Grant, KeyThumbprint = stored.DpopKey }, used);
    }

    private static LiveToken? Read(JsonWebToken jwt)
    {
        if (Text(jwt, "client_id") is not { } clientId || Scope.Parse(Text(jwt, "scope")) is not { } scope)
        {
            return null;
        }

        var claims = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Base64Url.DecodeFromChars(jwt.EncodedPayload))!;
        var key = claims.TryGetValue("cnf", out var confirmation) ? KeyIn(confirmation) : null;
        return claims.ContainsKey("cnf") && key is null ? null : new LiveToken(clientId, scope, TargetResources.Of(jwt.Audiences), claims.ToDictionary(claim => claim.Key, claim => (object)claim.Value, StringComparer.Ordinal))
        {
            KeyThumbprint = key,
        };
    }

    // A clinic that took its approval back is not told again, whatever the token was issued with.
    private static Dictionary<string, object> ClinicsNow(IReadOnlyDictionary<string, object> claims, StandingClient client)
    {
        var now = claims.Where(claim => claim.Key != AccessToken.ClinicsClaim).ToDictionary(StringComparer.Ordinal);
        if (client.Clinics is { } clinics)
        {
            now[AccessToken.ClinicsClaim] = clinics.Select(clinic => clinic.ToString()).ToArray();
        }

        return now;
    }

    // RFC 7800 §3.1: a token bound in a way that is not understood is not one that anybody may use.
    private static string? KeyIn(JsonElement confirmation) => confirmation.ValueKind == JsonValueKind.Object ? confirmation.FindText("jkt") : null;

    private static string? Text(JsonWebToken jwt, string claim) => jwt.TryGetPayloadValue<string>(claim, out var value) ? value : null;
}
