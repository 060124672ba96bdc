using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.SignIn;

/// <summary>
/// A reset in which nothing on file can be proven: asks those who know the user, and, once one of them has approved it, takes away what was lost. The caller
/// saves.
/// </summary>
public sealed class LostEverything(IdpDbContext db, RecoveryRequests requests, MailedLinks links, FactorsAtOnce factors, Outbox outbox, AuditLog audit)
{
    /// <summary>Asks once; the user is told with a link that stops it, the admins that somebody waits.</summary>
    public async Task AskAsync(SignInTurn turn, CancellationToken ct)
    {
        var user = turn.User!;
        if (!await requests.AskAsync(user.Id, ct))
        {
            return;
        }

        audit.Record(new RecoveryAskedFor(), user.Id, attemptId: turn.Attempt.Id);
        var cancel = await links.IssueAsync(user, LinkPurpose.RecoveryCancel, ct);
        Tell(user, turn.Language, new RecoveryWasAsked(turn.Now) { DisavowalToken = cancel.Token });
        foreach (var admin in await AdminsOfAsync(user, ct))
        {
            Tell(admin, admin.Language ?? Web.Languages.English, new RecoveryIsWanted(turn.Now, user.DisplayName, user.Email!));
        }
    }

    /// <summary>Who else looks after a practice of the user's.</summary>
    public async Task<IReadOnlyList<User>> AdminsOfAsync(User user, CancellationToken ct)
    {
        var clinics = db.Memberships.Where(m => m.UserId == user.Id && m.AcceptedAt != null && m.DeactivatedAt == null).Select(m => m.ClinicId);
        return await db.Memberships
            .Where(m => clinics.Contains(m.ClinicId) && m.UserId != user.Id && m.AcceptedAt != null && m.DeactivatedAt == null
                && Membership.Administrators.Contains(m.Role))
            .Join(db.Users.Where(u => u.DeactivatedAt == null), m => m.UserId, u => u.Id, (m, u) => u)
            .Distinct().ToListAsync(ct);
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
    /// </summary>
    public async Task UseApprovalAsync(SignInTurn turn, Guid approvalId, CancellationToken ct)
    {
        var request = await db.RecoveryRequests.SingleAsync(r => r.Id == approvalId, ct);
        request.Use();
        var removed = await factors.RemoveAllAsync(turn.User!.Id, ct);
        audit.Record(new RecoveryUsed(request.Id, removed), turn.User.Id, attemptId: turn.Attempt.Id);
    }

    private void Tell(User to, string language, NoticeContent notice) =>
        outbox.Enqueue(new Letter(Channel.Email, to.Email!, language, notice) { UserId = to.Id });
}
