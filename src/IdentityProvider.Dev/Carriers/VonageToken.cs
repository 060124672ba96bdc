using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Dev.Carriers;

/// <summary>The application token that Vonage's Messages and Voice APIs are called with: RS256, at most a day long.</summary>
internal sealed class VonageToken(CarrierCredentials credentials, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private readonly RsaSecurityKey _key = PublicPartOf(credentials.VonagePrivateKey);

    /// <summary>Whether the Authorization header carries one of ours that is good now.</summary>
    public async Task<bool> IsGoodAsync(string? authorization)
    {
        if (authorization?.Split(' ') is not ["Bearer", var token])
        {
            return false;
        }

        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKey = _key,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidateIssuer = false,
            ValidateAudience = false,
            RequireExpirationTime = true,
            LifetimeValidator = (_, _, _, _) => true,
        });
        return result is { IsValid: true, SecurityToken: JsonWebToken jwt } && HasWhatVonageAsks(jwt);
    }

    private bool HasWhatVonageAsks(JsonWebToken jwt)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return jwt.TryGetPayloadValue<string>("application_id", out var application) && application == credentials.VonageApplicationId
            && jwt.Id is { Length: > 0 }
            && jwt.TryGetPayloadValue<long>("iat", out _)
            && jwt.IssuedAt <= now + Skew
            && jwt.ValidTo > now - Skew
            && jwt.ValidTo - jwt.IssuedAt <= Longest;
    }

    private static RsaSecurityKey PublicPartOf(string privateKey)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(privateKey);
        return new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: false));
    }
}
