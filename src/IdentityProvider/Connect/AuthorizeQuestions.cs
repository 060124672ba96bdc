using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Connect;

/// <summary>The request that a page asks something about, and whom it asks.</summary>
/// <param name="Clinic">On whose behalf; null for apps that need no clinic.</param>
/// <param name="Email">The address of whoever is signed in, so that people see whether it is the right account.</param>
internal sealed record AuthorizeQuestion(AuthorizeTurn Turn, Clinic? Clinic, string Email);

/// <summary>
/// How every page between sign-in and app begins and ends (<see cref="IAuthorizeStep"/>). Everything is judged again, so a page opened too
/// early, by another user or with another session asks nothing: its browser goes where the request has it go.
/// </summary>
internal sealed class AuthorizeQuestions(PendingAuthorizations pendings, AuthorizeRequests requests, SignInDoor door, IdpDbContext db, TimeProvider clock)
{
    /// <summary>The request of the address, for its user; null when there is nothing to ask here, and <see cref="Resume"/> knows the way.</summary>
    public async Task<AuthorizeQuestion?> ReadAsync(HttpContext http, CancellationToken ct)
    {
        if (!Guid.TryParse(http.Request.Query[Authorize.PendingName], out var id) || await pendings.FindAsync(id, ct) is not { } pending
            || await requests.ReadKeptAsync(pending, ct) is not CheckedAuthorization.Good good)
        {
            return null;
        }

        var (client, request) = good;
        var demand = AuthorizeDemand.Of(request, client, pending.Id, pending.CreatedAt, isFirstLook: false);
        if (await door.AskAsync(http, demand, ct) is not SignInAnswer.GoodEnough enough)
        {
            return null;
        }

        // An answer is saved for the session that gave it, and its form may have been long on its way.
        if (HttpMethods.IsPost(http.Request.Method))
        {
            db.StandOn(new VisitFooting(enough.Session, enough.Membership), clock);
        }

        var clinic = enough.Membership is { } membership ? await db.Clinics.SingleAsync(c => c.Id == membership.ClinicId, ct) : null;
        GateFrame.Set(http, new GateFrame(clinic?.Name, client.Name, clinic?.FrontDeskPhone, clinic?.BrandColor, clinic?.Zone ?? TimeZoneInfo.Utc));
        return new AuthorizeQuestion(
            AuthorizeTurn.Of(good, enough, pending), clinic, await db.Users.Where(u => u.Id == enough.Session.UserId).Select(u => u.Email!).SingleAsync(ct));
    }

    /// <summary>Back to the request, which looks at what was answered and goes on.</summary>
    public static IActionResult Resume(HttpContext http)
    {
        // Only the id is taken over from the address, never a place to go to.
        var id = Guid.TryParse(http.Request.Query[Authorize.PendingName], out var pending) ? pending : Guid.Empty;
        return SignInFlow.SeeOther($"{Authorize.ResumePath}?{Authorize.PendingName}={id}");
    }
}
