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
        HttpContext http, ClientAuthentication authentication, AuthorizeRequests requests, PushedKeys keys, PendingAuthorizations pendings, IdpDbContext db, CancellationToken ct)
    {
        if ((await ProtocolForm.OfBodyAsync(http.Request, ct)).IsBroken(out var error, out var form)
            || (await authentication.AuthenticateAsync(http.Request, form, ct)).IsBroken(out error, out var client)
            || (await requests.ReadPushAsync(form, client, ct)).IsBroken(out error, out var parameters)
            || (await keys.ReadAsync(http, client, parameters, ct)).IsBroken(out error, out var shown))
        {
            return ProtocolResults.Error(error);
        }

        var reference = pendings.Push(client, parameters, shown.Proof?.KeyThumbprint);
        await db.SaveInOneTripAsync(ct);
        return ProtocolResults.Json(PushedRequest.Response(reference), StatusCodes.Status201Created);
    }
}
