using IdentityProvider.Access;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;

namespace IdentityProvider.Connect;

/// <summary>
/// POST /connect/par: a client leaves its authorization request with us and gets a reference for the browser to bring (RFC 9126). What
/// is wrong with the request it hears here, before any user has to.
/// </summary>
internal static class PushAuthorization
{
    public static async Task<IResult> HandleAsync(
        HttpRequest request, ClientAuthentication authentication, AuthorizeRequests requests, PendingAuthorizations pendings, IdpDbContext db, CancellationToken ct)
    {
        if ((await ProtocolForm.OfBodyAsync(request, ct)).IsBroken(out var error, out var form)
            || (await authentication.AuthenticateAsync(request, form, ct)).IsBroken(out error, out var client)
            || (await requests.ReadPushAsync(form, client, ct)).IsBroken(out error, out var parameters))
        {
            return ProtocolResults.Error(error);
        }

        var reference = pendings.Push(client, parameters, dpopKey: null);
        await db.SaveInOneTripAsync(ct);
        return ProtocolResults.Json(PushedRequest.Response(reference), StatusCodes.Status201Created);
    }
}
