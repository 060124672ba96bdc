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
    public async Task<string> SignAsync(IReadOnlyDictionary<string, object> claims, string algorithm, string? type, CancellationToken ct) =>
        (await ReadyAsync(algorithm, ct)).Sign(claims, type);

    /// <summary>The key that signs now, in hand: from here on signing waits for nothing, whatever becomes of the keys.</summary>
    public async Task<ReadySigner> ReadyAsync(string algorithm, CancellationToken ct) => new(await keys.SignerAsync(algorithm, ct), Tokens);

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

/// <summary>A key that signs.</summary>
public sealed class ReadySigner
{
    private readonly SigningCredentials _key;
    private readonly JsonWebTokenHandler _tokens;

    internal ReadySigner(SigningCredentials key, JsonWebTokenHandler tokens) => (_key, _tokens) = (key, tokens);

    /// <inheritdoc cref="TokenSigner.SignAsync"/>
    public string Sign(IReadOnlyDictionary<string, object> claims, string? type)
    {
        var header = type is null ? [] : new Dictionary<string, object>(StringComparer.Ordinal) { ["typ"] = type };
        return _tokens.CreateToken(JsonSerializer.Serialize(claims), _key, header);
    }
}
