using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Connect;

/// <summary>A token request whose client is known and registered for the grant.</summary>
internal sealed record TokenCall(HttpContext Http, RequestParameters Form, Client Client);

/// <summary>One grant type at the token endpoint. A new one is a class of this kind and its registration.</summary>
internal interface IGrantExchange
{
    GrantType Grant { get; }

    Task<Parsed<IssuedTokens>> ExchangeAsync(TokenCall call, CancellationToken ct);
}
