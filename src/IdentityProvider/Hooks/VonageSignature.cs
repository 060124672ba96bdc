using System.Security.Cryptography;
using System.Text;
using IdentityProvider.Delivery;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Hooks;

/// <summary>
/// Whether Vonage sent a webhook: a JWT in the Authorization header, HS256 with the account's signature secret, with the hash of the raw body in it.
/// </summary>
/// <remarks>Source: developer.vonage.com, "Decoding Signed Webhooks".</remarks>
internal sealed class VonageSignature(IOptions<DeliveryOptions> options, TimeProvider clock)
{
    /// <summary>How far from now a report may have been signed.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private const string Scheme = "Bearer ";
    private const int LongestId = 200;

    private readonly string _applicationId = options.Value.Vonage.ApplicationId;
    private readonly string _apiKey = options.Value.Vonage.ApiKey;

    // One algorithm, whatever the token says of itself. Times are judged below, by our clock.
    private readonly TokenValidationParameters _rules = new()
    {
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        IssuerSigningKey = options.Value.Vonage.IsHeard ? new SymmetricSecurityKey(Encoding.UTF8.GetBytes(options.Value.Vonage.SignatureSecret)) : null,
        ValidIssuer = "Vonage",
        ValidateAudience = false,
        ValidateLifetime = false,
        RequireExpirationTime = false,
    };

    /// <summary>Whether Vonage is listened to at all.</summary>
    public bool IsSet => _rules.IssuerSigningKey is not null;

    /// <returns>What the report may be used once by; null when it is not Vonage's, not of this body, not of now or not for us.</returns>
    public async Task<string?> IdIfGoodAsync(string? authorization, byte[] body)
    {
        if (!IsSet || authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) is not true)
        {
            return null;
        }

        var result = await new JsonWebTokenHandler().ValidateTokenAsync(authorization[Scheme.Length..], _rules);
        return result is { IsValid: true, SecurityToken: JsonWebToken token } && IsOfNow(token) && IsForUs(token) && IsOf(token, body)
            && token.Id is { Length: > 0 and <= LongestId } id ? id : null;
    }

    private bool IsOfNow(JsonWebToken token)
    {
        var now = clock.GetUtcNow();
        return token.TryGetPayloadValue<long>("iat", out var seconds)
            && seconds >= (now - Window).ToUnixTimeSeconds() && seconds <= (now + Window).ToUnixTimeSeconds();
    }

    private bool IsForUs(JsonWebToken token) =>
        token.TryGetPayloadValue<string>("application_id", out var application) && string.Equals(application, _applicationId, StringComparison.OrdinalIgnoreCase)
        && (_apiKey.Length == 0 || (token.TryGetPayloadValue<string>("api_key", out var key) && key == _apiKey));

    private static bool IsOf(JsonWebToken token, byte[] body) =>
        token.TryGetPayloadValue<string>("payload_hash", out var hash)
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash.ToLowerInvariant()), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(body))));
}
