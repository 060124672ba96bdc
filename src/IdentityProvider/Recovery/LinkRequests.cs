using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Recovery;

/// <summary>
/// Somebody asks for a link by typing an address. A known and an unknown one cost the same statements, get the same answer and one mail each;
/// what differs is read in a mailbox that the asker must own.
/// </summary>
public sealed class LinkRequests(IdpDbContext db, MailedLinks links, LinkBudgets budgets, Outbox outbox, AuditLog audit, TimeProvider clock)
{
    /// <summary>Mails the link, or that no account uses the address, or nothing when too many were asked for. Saves.</summary>
    /// <param name="typed">As typed; its shape was checked.</param>
    /// <param name="attemptId">The sign-in of this browser to go on in; null for none.</param>
    public async Task AskAsync(string typed, LinkPurpose purpose, Guid? attemptId, CancellationToken ct)
    {
        var normalized = User.Normalize(typed);
        var user = await db.Users.SingleOrDefaultAsync(u => u.NormalizedEmail == normalized && u.DeactivatedAt == null && u.EmailVerifiedAt != null, ct);
        if (!await budgets.TakeAsync(typed, user?.Id, ct))
        {
            audit.Record(new LinkHeldBack(purpose));
            await db.SaveChangesAsync(ct);
            return;
        }

        var clinic = await OnlyClinicOfAsync(user, ct);
        var link = await links.IssueAsync(user, purpose, ct, attemptId);
        LetterContent content = user is null ? new NoAccountHere()
            : purpose == LinkPurpose.Unlock ? new UnlockLink(link.Token, link.ExpiresAt)
            : user.EmailMayRecover(clock.GetUtcNow()) ? new PasswordResetLink(link.Token, link.ExpiresAt)
            : new AddressNotOldEnough(user.EmailRecoversFrom!.Value);
        outbox.Enqueue(new Letter(Channel.Email, user?.Email ?? typed.Trim(), user?.Language ?? Languages.Current, content)
        {
            Clinic = SignInCodes.LetterClinicOf(clinic),
            UserId = user?.Id,
        });
        audit.Record(new LinkAskedFor(purpose), user?.Id);
        await db.SaveChangesAsync(ct);
    }

    // In whose name the mail comes: that of the one clinic somebody belongs to. Asked for nobody too.
    private async Task<Clinic?> OnlyClinicOfAsync(User? user, CancellationToken ct)
    {
        var id = user?.Id ?? Guid.Empty;
        var clinics = await db.Memberships.Where(m => m.UserId == id && m.AcceptedAt != null && m.DeactivatedAt == null)
            .Join(db.Clinics, m => m.ClinicId, clinic => clinic.Id, (m, clinic) => clinic)
            .Distinct().Take(2).ToListAsync(ct);
        return clinics is [var only] ? only : null;
    }
}
