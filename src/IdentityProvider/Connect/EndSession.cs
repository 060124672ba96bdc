using IdentityProvider.Access;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;

namespace IdentityProvider.Connect;

/// <summary>/connect/endsession: an app signs its user out here too (OpenID Connect RP-Initiated Logout 1.0).</summary>
internal static class EndSession
{
    public const string Path = "/connect/endsession";

    /// <summary>
    /// Ends the session when the app's ID token names its user. Without that anybody's page could sign anybody out by a picture,
    /// so then the user is asked (§2).
    /// </summary>
    public static async Task<IResult> HandleGetAsync(HttpContext http, LogoutRequests requests, Sessions sessions, Endings endings, IdpDbContext db, CancellationToken ct)
    {
        if (await requests.ReadAsync(http.Request, ct) is not { } logout)
        {
            return RefusalPage.BrokenRequest.Show(http);
        }

        if (await sessions.CurrentAsync(http, ct) is not { } session)
        {
            return ProtocolResults.SeeOther(logout.ReturnTo ?? SignedOutModel.Path);
        }

        if (!requests.Names(logout, session.UserId))
        {
            return ProtocolResults.SeeOther(ConfirmLogoutModel.Path + http.Request.QueryString);
        }

        await endings.SignOutAsync(http, session, SessionEnd.SignedOut, ct);
        await db.SaveChangesAsync(ct);
        return ProtocolResults.SeeOther(logout.ReturnTo ?? SignedOutModel.Path);
    }

    /// <summary>The same as a POST, which from another site carries no cookies: it is kept, and a GET looks who is signed in.</summary>
    public static async Task<IResult> HandlePostAsync(HttpContext http, LogoutRequests requests, IdpDbContext db, CancellationToken ct)
    {
        if ((await ProtocolForm.OfBodyAsync(http.Request, ct)).IsBroken(out _, out var parameters) || LogoutRequest.Parse(parameters).IsBroken(out _, out _))
        {
            return RefusalPage.BrokenRequest.Show(http);
        }

        var query = requests.Keep(parameters);
        await db.SaveChangesAsync(ct);
        return ProtocolResults.SeeOther(Path + query);
    }
}
