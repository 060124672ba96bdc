using System.Text.Json;
using IdentityProvider.Protocol.Jose;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Keys;

/// <summary>Turns claims into signed tokens, and tells our own tokens from others.</summary>
public sealed class TokenSigner(SigningKeys keys, TimeProvider clock)
{
    private static readonly JsonWebTokenHandler Tokens = new() { SetDefaultTimesOnTokenCreation = false, MapInboundClaims = false };

    /// <param name="type">The header's typ: "at+jwt" for access tokens; null leaves the usual JWT.</param>
    public async Task<string> SignAsync(IReadOnlyDictionary<string, object> claims, string algorithm, string? type, CancellationToken ct)
    {
        var signer = await keys.SignerAsync(algorithm, ct);
        var header = type is null ? [] : new Dictionary<string, object>(StringComparer.Ordinal) { ["typ"] = type };
        return Tokens.CreateToken(JsonSerializer.Serialize(claims), signer, header);
    }

    /// <summary>Reads a token that we signed.</summary>
    /// <param name="type">The typ it must have.</param>
    /// <param name="evenExpired">Whether one past its time will do: a hint says who, not that they may (OpenID Connect Core §3.1.2.1).</param>
    /// <returns>Null for everything that is not a token of ours of that type.</returns>
    public async Task<JsonWebToken?> ReadAsync(string token, string issuer, string type, bool evenExpired, CancellationToken ct)
    {
        var parameters = new TokenValidationParameters
        {
            ValidIssuer = issuer,
            IssuerSigningKeys = await keys.PublishedAsync(ct),
            ValidTypes = [type],

            // RFC 8725 §3.1: the verifier says which algorithms there are, never the token.
            ValidAlgorithms = SigningAlgorithm.Names,
            TryAllIssuerSigningKeys = false,
            ValidateAudience = false,
            LifetimeValidator = (_, expires, _, _) => expires is not null && (evenExpired || clock.GetUtcNow() < new DateTimeOffset(expires.Value, TimeSpan.Zero)),
        };
        var result = await Tokens.ValidateTokenAsync(token, parameters);
        return result.IsValid ? (JsonWebToken)result.SecurityToken : null;
    }
}
