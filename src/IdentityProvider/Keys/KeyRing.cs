using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Keys;

/// <summary>A signing key ready for use.</summary>
internal sealed record LoadedKey(SigningKey Row, SigningCredentials Credentials, JsonWebKey Public);

/// <summary>The keys in force, as this node knows them. What may sign is asked of the clock each time, not remembered.</summary>
internal sealed record KeyRing(IReadOnlyList<LoadedKey> Keys, KeyOptions Options)
{
    /// <summary>The youngest key that may sign; null when there is none yet.</summary>
    public SigningCredentials? SignerFor(string algorithm, DateTimeOffset now) => Keys
        .Where(key => key.Row.Algorithm == algorithm && key.Row.MaySign(Options, now))
        .MaxBy(key => key.Row.SignsFrom)?.Credentials;

    public IEnumerable<JsonWebKey> Published(DateTimeOffset now) => Keys.Where(key => key.Row.IsPublished(Options, now)).Select(key => key.Public);
}
