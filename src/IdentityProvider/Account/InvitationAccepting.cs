using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace IdentityProvider.Account;

/// <summary>
/// What accepting an invitation does: the place is taken, and for an address nobody had, an account begins with it. There is no way past the
/// sign-in: a new account goes through the pipeline as everybody does, and one that exists signs in first.
/// </summary>
public sealed class InvitationAccepting(Invitations invitations, Passwords passwords, NewAccountSignIn signIn, PlaceTaking taking, AuditLog audit, IdpDbContext db)
{
    /// <summary>Makes the account of somebody whose link was just used; the rules of the password were checked.</summary>
    public async Task<Acceptance> CreateAsync(HttpContext http, Invitation invitation, Newcomer newcomer, CancellationToken ct)
    {
        // Hashed before the transaction begins: nobody waits for a turn with rows locked.
        var user = newcomer.ToUser(invitation);
        if (!await passwords.SetAsync(user, newcomer.Password, ct))
        {
            return new Acceptance(null, IsBusy: true);
        }

        await using var change = await signIn.BeginAsync(http, ct);
        if (await TakeAsync(invitation, user, ct) is not { } place)
        {
            return new Acceptance(null);
        }

        var next = await signIn.GoOnAsync(http, user, place, ct);

        // What a refused save left unsaved takes all of it back: the link still works.
        if (db.ChangeTracker.HasChanges())
        {
            await change.RollbackAsync(ct);
            return new Acceptance(null);
        }

        await change.CommitAsync(ct);
        return new Acceptance(next);
    }

    /// <summary>The signed-in user takes a place that was offered to their address.</summary>
    /// <returns>False when it does not stand any more, or was another address's.</returns>
    public async Task<bool> AcceptAsync(AccountVisit visit, Guid invitationId, CancellationToken ct)
    {
        await using var change = await db.BeginTurnAsync([visit.User.Id], ct);
        if (visit.User.EmailVerifiedAt is null || await invitations.AcceptAsync(invitationId, visit.User, ct) is not { } taken)
        {
            return false;
        }

        await taking.FinishAsync(visit.User, taken, invitationId, visit.Language, ct);
        await db.SaveChangesAsync(ct);
        await change.CommitAsync(ct);
        return true;
    }

    /// <returns>False when it does not stand any more, or was another address's.</returns>
    public async Task<bool> DeclineAsync(AccountVisit visit, Guid invitationId, CancellationToken ct)
    {
        await using var change = await db.BeginTurnAsync([visit.User.Id], ct);
        if ((await invitations.WaitingForAsync(visit.User, ct)).FirstOrDefault(waiting => waiting.Invitation.Id == invitationId) is not { Invitation: { } invitation }
            || !await invitations.EndNowAsync(invitationId, InvitationEnd.Declined, ct))
        {
            return false;
        }

        audit.Record(new InvitationDeclined(invitationId), visit.User.Id, invitation.ClinicId, sessionId: visit.Session.Id);
        await db.SaveChangesAsync(ct);
        await change.CommitAsync(ct);
        return true;
    }

    // Of two who make an account for one address at the same moment, the index lets one through.
    private async Task<Membership?> TakeAsync(Invitation invitation, User user, CancellationToken ct)
    {
        try
        {
            db.Users.Add(user);
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException failed) when (failed.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return null;
        }

        if (await invitations.AcceptAsync(invitation.Id, user, ct) is not { } taken)
        {
            return null;
        }

        audit.Record(new EmailVerified(), user.Id, invitation.ClinicId);
        await taking.FinishAsync(user, taken, invitation.Id, user.Language!, ct);
        return taken.Place;
    }
}

/// <param name="Next">Where the browser goes on; null when the link does not work any more, or the address got an account meanwhile.</param>
/// <param name="IsBusy">Whether nothing was done because too many passwords are being hashed already: 503 with Retry-After.</param>
public sealed record Acceptance(IActionResult? Next, bool IsBusy = false);

/// <summary>Who makes an account.</summary>
public sealed record Newcomer(string Name, string Password, string Language, DateTimeOffset Now)
{
    /// <summary>The address is verified: the link that was sent there brought them.</summary>
    public User ToUser(Invitation invitation) => new(invitation.Email, Name, Now) { EmailVerifiedAt = Now, Language = Language };

    public override string ToString() => "a newcomer";
}

/// <summary>The first sign-in of a new account: the password that was just chosen is proven, and the clinic's policy asks for the rest (product row PF1).</summary>
public sealed class NewAccountSignIn(SignInAttempts attempts, SignInFlow flow, Sessions sessions, IdpDbContext db, TimeProvider clock)
{
    /// <summary>
    /// Begins the transaction of it. Whoever is signed in at this browser is signed out by it, so it is their turn from the beginning: people come before
    /// invitations in the order in which rows are locked.
    /// </summary>
    public async Task<IDbContextTransaction> BeginAsync(HttpContext http, CancellationToken ct) =>
        await db.BeginTurnAsync(await sessions.CurrentAsync(http, ct) is { } current ? [current.UserId] : [], ct);

    /// <summary>Saves.</summary>
    public async Task<IActionResult> GoOnAsync(HttpContext http, User user, Membership place, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var attempt = attempts.Draft(new SignInDemand
        {
            AskedAt = now,
            Return = new LocalReturn(LocalPage.Account),
            Audience = new Audience([place.Role], [place.ClinicId]),
            ClinicId = place.ClinicId,
            SelectAccount = true,
        });
        await attempts.BeginAsync(http, attempt, ct);
        attempts.Identify(attempt, user.Email!, user.Id);
        attempt.ProvePassword(user.SecurityStamp!, now);
        return await flow.AdvanceAsync(http, attempt, ct);
    }
}
