using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Samples.Ehr.Fhir;

/// <summary>Checks that whoever sends a token has its key (RFC 9449 §4.3). Used proofs are remembered here: this sample is one process.</summary>
public sealed class DpopProofs(IOptions<EhrOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new(StringComparer.Ordinal);

    /// <param name="token">The access token beside the proof.</param>
    /// <param name="thumbprint">Of the key that the token is bound to.</param>
    public async Task<bool> ProveAsync(HttpRequest request, string token, string thumbprint)
    {
        if (request.Headers["DPoP"] is not [{ Length: > 0 and < 4096 } proof] || KeyIn(proof) is not { } key
            || Base64UrlEncoder.Encode(key.ComputeJwkThumbprint()) != thumbprint)
        {
            return false;
        }

        var result = await Handler.ValidateTokenAsync(proof, new TokenValidationParameters
        {
            ValidTypes = ["dpop+jwt"],
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            IssuerSigningKey = key,
            ValidateIssuer = false,
            ValidateAudience = false,
            // A proof has iat and no exp; its age is checked below.
            ValidateLifetime = false,
            RequireExpirationTime = false,
        });
        return result is { IsValid: true, SecurityToken: JsonWebToken jwt } && Fits(jwt, request, token);
    }

    private bool Fits(JsonWebToken proof, HttpRequest request, string token)
    {
        var now = clock.GetUtcNow();
        return Text(proof, "htm") == request.Method
            // The address as this app is reached, not as the Host header of the request has it.
            && Text(proof, "htu") == options.Value.Url + request.Path
            && Text(proof, "ath") == Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(token)))
            && proof.TryGetPayloadValue<long>("iat", out var at) && (now - DateTimeOffset.FromUnixTimeSeconds(at)).Duration() < Lifetime
            && Text(proof, "jti") is { Length: > 0 and < 256 } id && IsFirstUse(id, now);
    }

    private bool IsFirstUse(string id, DateTimeOffset now)
    {
        foreach (var old in _used.Where(used => used.Value < now - Lifetime - Lifetime))
        {
            _used.TryRemove(old.Key, out _);
        }

        return _used.TryAdd(id, now);
    }

    private static JsonWebKey? KeyIn(string proof)
    {
        try
        {
            return new JsonWebToken(proof).TryGetHeaderValue<object>("jwk", out var jwk)
                && new JsonWebKey(jwk.ToString()) is { Kty: "EC", Crv: "P-256", D: null or "" } key ? key : null;
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException)
        {
            // Not a JWT, or no key in it.
            return null;
        }
    }

    private static string? Text(JsonWebToken token, string claim) => token.TryGetPayloadValue<string>(claim, out var value) ? value : null;
}
