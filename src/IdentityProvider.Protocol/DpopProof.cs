using IdentityProvider.Protocol.Jose;

namespace IdentityProvider.Protocol;

/// <summary>What a DPoP proof must have been made for (RFC 9449 §4.3).</summary>
/// <param name="Method">The method of the request that carries it.</param>
/// <param name="Url">Where that request goes, as clients write it: under the issuer, never from the Host header.</param>
public sealed record DpopTarget(string Method, string Url)
{
    /// <summary>The access token beside it; null where none is presented.</summary>
    public string? AccessToken { get; init; }
}

/// <summary>A proof whose signature, target and time are right. Whether it comes for the first time, and with our nonce, is asked next.</summary>
/// <param name="KeyThumbprint">RFC 7638 thumbprint of the key: the "jkt" that tokens are bound to.</param>
/// <param name="Algorithm">What it is signed with.</param>
/// <param name="Id">Its "jti".</param>
/// <param name="Nonce">As it names it, or null.</param>
/// <param name="IssuedAt">UTC, by the clock of the client.</param>
public sealed record DpopProof(string KeyThumbprint, SigningAlgorithm Algorithm, string Id, string? Nonce, DateTimeOffset IssuedAt)
{
    /// <summary>From then on it is refused for its age, so nobody needs to remember it.</summary>
    public DateTimeOffset ForgottenAt => IssuedAt + Dpop.Tolerance;

    /// <summary>What may come once: ids are unique for a key, not for everyone who ever drew one.</summary>
    public string UsedOnceAs => $"{KeyThumbprint} {Id}";

    public override string ToString() => nameof(DpopProof);
}
