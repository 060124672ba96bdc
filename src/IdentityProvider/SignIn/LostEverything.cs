using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Phones;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.SignIn;

/// <summary>
/// A reset in which nothing on file can be proven: asks those who know the user, and, once one of them has approved it, takes away what was lost. The caller
/// saves.
/// </summary>
public sealed class LostEverything(IdpDbContext db, RecoveryRequests requests, MailedLinks links, EveryFactorRemoval removal, Outbox outbox, AuditLog audit)
{
    /// <summary>Asks once; the user is told with a link that stops it, the admins that somebody waits.</summary>
    public async Task AskAsync(SignInTurn turn, CancellationToken ct)
    {
        var user = turn.User!;
        if (!await requests.AskAsync(user.Id, ct))
        {
            return;
        }

        // Not by a reset that a new password, or "this wasn't me", ended while its form was on its way.
        db.LookBeforeSaving(user.Id, look => db.HoldAsync(new SessionFooting(user, Place: null, Devices: []), look), takesTurn: true);
        audit.Record(new RecoveryAskedFor(), user.Id, attemptId: turn.Attempt.Id);
        var cancel = await links.IssueAsync(user, LinkPurpose.RecoveryCancel, ct);
        Tell(user, turn.Language, new RecoveryWasAsked(turn.Now) { DisavowalToken = cancel.Token });
        foreach (var admin in await AdminsOfAsync(user, ct))
        {
            Tell(admin, admin.Language ?? Web.Languages.English, new RecoveryIsWanted(turn.Now, user.DisplayName, user.Email!));
        }
    }

    /// <summary>
    /// Who may let the user back in: admins of a practice of theirs whose power covers the whole sign-in. Nobody else is told that somebody lost everything,
    /// and where nobody is left an operator decides.
    /// </summary>
    public async Task<IReadOnlyList<User>> AdminsOfAsync(User user, CancellationToken ct)
    {
        var theirs = await db.Memberships.AsNoTracking().Where(m => m.UserId == user.Id).ToListAsync(ct);
        var clinics = theirs.Where(m => m.IsActive).Select(m => m.ClinicId).Distinct().ToList();
        var admins = await db.Users
            .Where(u => u.DeactivatedAt == null && u.Id != user.Id && u.Email != null && db.Memberships.Any(m =>
                m.UserId == u.Id && clinics.Contains(m.ClinicId) && m.AcceptedAt != null && m.DeactivatedAt == null && Membership.Administrators.Contains(m.Role)))
            .ToListAsync(ct);
        var ids = admins.Select(admin => admin.Id).ToList();
        var own = (await db.Memberships.AsNoTracking().Where(m => ids.Contains(m.UserId)).ToListAsync(ct)).ToLookup(m => m.UserId);
        return [.. admins.Where(admin => clinics.Any(
            clinicId => AdminPower.Over(user, theirs, admin.Id, [.. own[admin.Id]], clinicId).Covers(PowerReach.SignIn)))];
    }

    /// <summary>When a phone on file that is too new will be able to prove a reset; null for none.</summary>
    public async Task<DateTimeOffset?> PhoneCountsFromAsync(SignInTurn turn, CancellationToken ct)
    {
        var (userId, newest) = (turn.User!.Id, turn.Now - UserPhone.RecoveryWait);
        var verified = await db.UserPhones.Where(p => p.UserId == userId && p.RemovedAt == null && p.VerifiedAt > newest).Select(p => p.VerifiedAt).MinAsync(ct);
        return verified + UserPhone.RecoveryWait;
    }

    /// <summary>
    /// Uses the approval by which this reset asked for no factor, and takes off file what was lost, so that the sign-in that follows sets up something new.
    /// Nothing where it does not count any more: this reset went on without it.
    /// </summary>
    public async Task UseApprovalAsync(SignInTurn turn, Guid approvalId, CancellationToken ct)
    {
        var request = await db.RecoveryRequests.SingleAsync(r => r.Id == approvalId, ct);
        if (!request.Counts(turn.Now))
        {
            return;
        }

        request.Use();
        var removed = await removal.RemoveAsync(turn.User!.Id, ct);
        audit.Record(new RecoveryUsed(request.Id, removed), turn.User.Id, attemptId: turn.Attempt.Id);
    }

    private void Tell(User to, string language, NoticeContent notice) =>
        outbox.Enqueue(new Letter(Channel.Email, to.Email!, language, notice) { UserId = to.Id });
}
