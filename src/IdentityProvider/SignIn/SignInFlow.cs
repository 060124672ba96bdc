using System.Diagnostics.CodeAnalysis;
using IdentityProvider.Access;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using IdentityProvider.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace IdentityProvider.SignIn;

/// <summary>What a page finds when it is opened: its turn, or where the browser belongs instead.</summary>
public sealed record Arrival(SignInTurn? Turn, IActionResult? Elsewhere)
{
    [MemberNotNullWhen(true, nameof(Turn)), MemberNotNullWhen(false, nameof(Elsewhere))]
    public bool IsHere => Turn is not null;
}

/// <summary>
/// How every page of the sign-in begins and ends. A page whose step is not due sends the browser to the one that is, for a GET and for a
/// POST alike: back buttons, second tabs and hand-made posts skip nothing.
/// </summary>
public sealed class SignInFlow(
    SignInAttempts attempts, SignInTurns turns, SignInPipeline pipeline, SignInTrust trust, SignInEnding ending,
    IdpDbContext db)
{
    /// <summary>Where a browser lands whose attempt is over, unknown, or another browser's.</summary>
    public const string ExpiredPage = "/sign-in/expired";

    /// <summary>Where a user lands whose codes are off for a while, or for good.</summary>
    public const string LockedPage = "/sign-in/locked";

    /// <summary>Where one click is all that is missing: a session of this browser, or a policy that no longer asks for anything.</summary>
    public const string ContinuePage = "/sign-in/continue";

    /// <summary>Where emergency access begins.</summary>
    public const string EmergencyPage = "/emergency";

    /// <summary>Where its second proof is given.</summary>
    public const string EmergencyProofPage = "/emergency/prove";

    /// <summary>The live attempt of the request, or where the browser belongs instead.</summary>
    public async Task<(SignInAttempt? Attempt, IActionResult Elsewhere)> FindLiveAsync(HttpContext http, string page, CancellationToken ct)
    {
        if (await attempts.FindAsync(http, ct) is not { } attempt)
        {
            return (null, SeeOther(NotFoundPath(http, page)));
        }

        if (attempts.IsLive(attempt))
        {
            // Its password was tried by other counters. The pages of an ordinary sign-in do not take it for proven.
            return attempt.IsEmergency && page is not (EmergencyPage or EmergencyProofPage)
                ? (null, SeeOther(With(EmergencyProofPage, attempt)))
                : (attempt, SeeOther(With(page, attempt)));
        }

        // A form posted twice, a page from the history: the sign-in is done, and the way on is the same as the first time.
        return (null, SeeOther(attempt.End is AttemptEnd.Completed or AttemptEnd.Denied ? SignInEnding.ReturnOf(attempt) : With(ExpiredPage, attempt)));
    }

    /// <param name="standsInFor">Other steps during which the page may be used as well: a passkey takes the place of name and password.</param>
    public async Task<Arrival> ArriveAsync(HttpContext http, string page, CancellationToken ct, params string[] standsInFor)
    {
        var (attempt, elsewhere) = await FindLiveAsync(http, page, ct);
        if (attempt is null)
        {
            return new Arrival(null, elsewhere);
        }

        var turn = await turns.ReadAsync(http, attempt, ct);
        Frame(http, turn);
        var due = pipeline.Next(turn.Facts, turn.Policy, turn.Now)?.Path;
        return due == page || standsInFor.Contains(due) ? new Arrival(turn, null) : new Arrival(null, SeeOther(With(due ?? ContinuePage, attempt)));
    }

    /// <summary>Ends a POST: decides what comes next, begins it, saves everything at once, and sends the browser there.</summary>
    /// <param name="setsUp">
    /// Whether a factor was put on file: the save then waits for the user's turn, and fails when the password was replaced or the account disavowed since it
    /// was read. Whoever is being thrown out would otherwise leave a factor of their own behind.
    /// </param>
    public async Task<IActionResult> AdvanceAsync(HttpContext http, SignInAttempt attempt, CancellationToken ct, bool setsUp = false) =>
        await AdvanceAsync(http, await turns.ReadAsync(http, attempt, ct), setsUp, ct);

    /// <summary>The same for a form that proved something and changed nothing on file: what its page was judged by is judged once more, and not read again.</summary>
    public async Task<IActionResult> AdvanceAsync(HttpContext http, SignInTurn here, CancellationToken ct) =>
        await AdvanceAsync(http, await turns.AgainAsync(http, here, ct), setsUp: false, ct);

    private async Task<IActionResult> AdvanceAsync(HttpContext http, SignInTurn read, bool setsUp, CancellationToken ct)
    {
        var attempt = read.Attempt;
        if (setsUp)
        {
            db.LookBeforeSaving(turn => read.User is { } user
                ? db.HoldAsync(new SessionFooting(user, Place: null, Devices: []), turn)
                : throw new DbUpdateConcurrencyException("The account was closed while the form was on its way."));
        }

        var turn = read with { Facts = read.Facts with { MaySend = true } };
        await trust.WatchAsync(http, turn, ct);
        attempt.Posted(turn.Policy.Rule, turn.Now);
        var next = pipeline.Next(turn.Facts, turn.Policy, turn.Now);
        if (next is null && SignInTrust.StandsIn(turn) && !await trust.UseAsync(http, turn, ct))
        {
            turn = turn with { Facts = turn.Facts with { Device = null } };
            next = pipeline.Next(turn.Facts, turn.Policy, turn.Now);
        }

        if (next is not null)
        {
            await next.BeginAsync(turn, ct);
        }

        var path = next is null ? await ending.CompleteAsync(http, turn, ct) : With(next.Path, attempt);
        return await SaveAsync(http, attempt, path, ct);
    }

    /// <summary>Back to the first page, with everything forgotten; and it stays there although a session of this browser may live.</summary>
    public async Task<IActionResult> StartOverAsync(HttpContext http, SignInAttempt attempt, CancellationToken ct)
    {
        attempt.StartOver();
        attempt.AskWho();
        return await AdvanceAsync(http, attempt, ct);
    }

    /// <summary>Who the attempt is of, once nothing is missing any more; null before.</summary>
    public async Task<User?> FinishedUserAsync(HttpContext http, SignInAttempt attempt, CancellationToken ct)
    {
        var turn = await turns.ReadAsync(http, attempt, ct);
        return turn.Facts.HasProvenWho && pipeline.Next(turn.Facts, turn.Policy, turn.Now) is null ? turn.User : null;
    }

    /// <summary>Shows around a page whose door it is and where it leads.</summary>
    public async Task FrameAsync(HttpContext http, SignInAttempt attempt, CancellationToken ct) =>
        Frame(http, await turns.ReadAsync(http, attempt, ct));

    /// <summary>Saves and sends the browser to the path; if the same form was posted at the same moment, to wherever that one led.</summary>
    public async Task<IActionResult> SaveAsync(HttpContext http, SignInAttempt attempt, string path, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return SeeOther(path);
        }
        catch (DbUpdateException failed) when (SaveConflicts.IsOfTwo(failed))
        {
            // The cookies of this request belong to rows that were rolled back. Sent, they would replace the good ones of the other post.
            http.Response.Headers.Remove(HeaderNames.SetCookie);
            return SeeOther(With(Steps.Identify.IdentifyStep.Page, attempt));
        }
    }

    public static string With(string page, SignInAttempt attempt) => $"{page}?{SignInAttempts.IdName}={attempt.Id}";

    // 303: whatever the method was, the next request is a GET, and reloading it posts nothing again.
    public static IActionResult SeeOther(string path) => new SeeOtherResult(path);

    // A second post of the last form carries the secret from before the session began. The GET that follows carries what the first
    // one's answer brought, and finds the finished attempt.
    private static string NotFoundPath(HttpContext http, string page) => Guid.TryParse(http.Request.Query[SignInAttempts.IdName], out var id)
        ? $"{(HttpMethods.IsPost(http.Request.Method) ? page : ExpiredPage)}?{SignInAttempts.IdName}={id}"
        : ExpiredPage;

    private static void Frame(HttpContext http, SignInTurn turn) => GateFrame.Set(http, new GateFrame(
        turn.Clinic?.Name,
        turn.Attempt.Demand.AppName,
        turn.Clinic?.FrontDeskPhone,
        turn.Clinic?.BrandColor,
        turn.Clinic?.Zone ?? TimeZoneInfo.Utc));
}

/// <summary>303 See Other to a local path.</summary>
internal sealed class SeeOtherResult(string path) : IActionResult
{
    public Task ExecuteResultAsync(ActionContext context)
    {
        context.HttpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.HttpContext.Response.Headers.Location = path;
        return Task.CompletedTask;
    }
}
