using IdentityProvider.Protocol;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>Brings the answer to an authorization request back to the app, in the way that it asked for.</summary>
internal sealed class AuthorizeReply(IOptions<ServerOptions> server)
{
    public IResult Code(AuthorizeRequest request, string code) =>
        ProtocolResults.SeeOther(AuthorizeResponse.Success(request.RedirectUri, code, request.State, server.Value.Issuer));

    public IResult Error(AuthorizeRequest request, ProtocolError error) => Error(request.RedirectUri, error, request.State);

    /// <summary>For a request that could not be read to its end. Only for a redirect URI that is registered.</summary>
    public IResult Error(string redirectUri, ProtocolError error, string? state) =>
        ProtocolResults.SeeOther(AuthorizeResponse.Failure(redirectUri, error, state, server.Value.Issuer));
}
