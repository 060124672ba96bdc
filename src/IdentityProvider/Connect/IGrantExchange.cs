using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Connect;

/// <summary>A token request whose client is known and registered for the grant.</summary>
internal sealed record TokenCall(HttpContext Http, RequestParameters Form, Client Client)
{
    /// <summary>The DPoP proof that came with it, good and meant for it; null for none. The tokens are bound to its key.</summary>
    public DpopProof? Proof { get; init; }
}

/// <summary>One grant type at the token endpoint. A new one is a class of this kind and its registration.</summary>
internal interface IGrantExchange
{
    GrantType Grant { get; }

    /// <summary>
    /// Whether the exchange itself sees to it that the proof comes for the first time, in the statement that it makes anyway. Where it
    /// does not, <see cref="Token"/> asks before.
    /// </summary>
    bool UsesUpProof => false;

    Task<Parsed<IssuedTokens>> ExchangeAsync(TokenCall call, CancellationToken ct);
}
