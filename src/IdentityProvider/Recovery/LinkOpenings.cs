using IdentityProvider.Audit;
using IdentityProvider.SignIn;
using IdentityProvider.SignIn.Steps.Identify;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace IdentityProvider.Recovery;

/// <summary>
/// What the button behind a link does: it begins a sign-in of this browser, or goes on in the one the link was asked for from, as the link's user
/// and with nothing proven. From there the pipeline decides, as for everybody.
/// </summary>
public sealed class LinkOpenings(IdpDbContext db, MailedLinks links, SignInAttempts attempts, SignInFlow flow, Unlocking unlocking, AuditLog audit)
{
    /// <summary>Where the reset goes on; null when the link does not work any more. Saves.</summary>
    public async Task<IActionResult?> BeginResetAsync(HttpContext http, string? token, DateTimeOffset now, CancellationToken ct)
    {
        if (await links.WorkingAsync(token, LinkPurpose.PasswordReset, ct) is not { } link)
        {
            return await PressedBeforeAsync(http, token, LinkPurpose.PasswordReset, AttemptRecovery.Reset, ct);
        }

        var (attempt, user) = await BeginAsync(http, link, now, ct);
        attempt.Recover(user.SecurityStamp!, await unlocking.ApprovalOfAsync(user, ct));
        links.UseUpWithSave(link, token, attempt.Id);
        return await GoOnAsync(http, attempt, ct) ?? await PressedBeforeAsync(http, token, LinkPurpose.PasswordReset, AttemptRecovery.Reset, ct);
    }

    /// <summary>Where somebody goes on whose password made them wait; null when the link does not work any more. Saves.</summary>
    public async Task<IActionResult?> UnlockAsync(HttpContext http, string? token, DateTimeOffset now, CancellationToken ct)
    {
        if (await links.WorkingAsync(token, LinkPurpose.Unlock, ct) is not { } link)
        {
            return await PressedBeforeAsync(http, token, LinkPurpose.Unlock, AttemptRecovery.Unlocked, ct);
        }

        var (attempt, user) = await BeginAsync(http, link, now, ct);
        attempt.Unlock();
        links.UseUpWithSave(link, token, attempt.Id);

        // In the same transaction and after the link: a press that does not get it forgives nothing.
        db.LookBeforeSaving(user.Id, turn => unlocking.ForgiveAsync(user, turn));
        return await GoOnAsync(http, attempt, ct) ?? await PressedBeforeAsync(http, token, LinkPurpose.Unlock, AttemptRecovery.Unlocked, ct);
    }

    // The link is used up with the save or not at all: of two presses one goes on, and one that fails for another reason can be repeated.
    private async Task<IActionResult?> GoOnAsync(HttpContext http, SignInAttempt attempt, CancellationToken ct)
    {
        try
        {
            return await flow.AdvanceAsync(http, attempt, ct);
        }
        catch (LinkEndedException)
        {
            // The cookies of this request belong to rows that were not saved. Sent, they would replace the good ones of the press that went on.
            db.StartOver();
            http.Response.Headers.Remove(HeaderNames.SetCookie);
            return null;
        }
    }

    // A second press goes where the first one led, as long as that goes on, in the browser that holds its secret: nobody else gets in by a used link.
    private async Task<IActionResult?> PressedBeforeAsync(
        HttpContext http, string? token, LinkPurpose purpose, AttemptRecovery began, CancellationToken ct) =>
        await links.FindAsync(token, purpose, ct) is { UsedAt: not null } used
        && await AskedFromAsync(http, used, ct) is { } attempt && attempt.Recovery == began && attempt.UserId == used.UserId
            ? SignInFlow.SeeOther(SignInFlow.With(IdentifyStep.Page, attempt))
            : null;

    private async Task<(SignInAttempt Attempt, User User)> BeginAsync(HttpContext http, MailedLink link, DateTimeOffset now, CancellationToken ct)
    {
        var user = await db.Users.SingleAsync(u => u.Id == link.UserId, ct);
        var attempt = await AskedFromAsync(http, link, ct);
        if (attempt is null)
        {
            attempt = attempts.Draft(new SignInDemand { AskedAt = now, Return = new LocalReturn(LocalPage.Account), SelectAccount = true });
            await attempts.BeginAsync(http, attempt, ct);
        }

        attempt.StartOver();
        attempt.AskWho();
        attempts.Identify(attempt, user.Email!, user.Id);
        audit.Record(new LinkUsed(link.Purpose, link.Id), user.Id, attemptId: attempt.Id);
        return (attempt, user);
    }

    // Only in the browser that asked: the app that waits for this sign-in waits in that browser.
    private async Task<SignInAttempt?> AskedFromAsync(HttpContext http, MailedLink link, CancellationToken ct) =>
        link.AttemptId is { } id && await attempts.FindAsync(http, id, ct) is { } attempt && attempts.IsLive(attempt) ? attempt : null;
}
