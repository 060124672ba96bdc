using IdentityProvider.Protocol;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>Brings the answer to an authorization request back to the app, in the way that it asked for.</summary>
internal sealed class AuthorizeReply(IOptions<ServerOptions> server)
{
    public IResult Code(AuthorizeRequest request, string code) =>
        Answer(request.RedirectUri, ResponseModes.Find(request.ResponseMode), AuthorizeResponse.Success(code, request.State, server.Value.Issuer));

    public IResult Error(AuthorizeRequest request, ProtocolError error) =>
        Answer(request.RedirectUri, ResponseModes.Find(request.ResponseMode), AuthorizeResponse.Failure(error, request.State, server.Value.Issuer));

    /// <summary>For a request that could not be read to its end. Only for a redirect URI that is registered.</summary>
    public IResult Error(CheckedAuthorization.Answered answered) =>
        Answer(answered.RedirectUri, answered.Mode, AuthorizeResponse.Failure(answered.Error, answered.State, server.Value.Issuer));

    // A mode nobody knows is an error itself, and that goes where every client looks.
    private static IResult Answer(string redirectUri, ResponseMode? mode, IReadOnlyList<KeyValuePair<string, string>> parameters) => mode switch
    {
        ResponseMode.FormPost => new FormPost(redirectUri, parameters),
        _ => ProtocolResults.SeeOther(RedirectUri.With(redirectUri, parameters)),
    };
}
