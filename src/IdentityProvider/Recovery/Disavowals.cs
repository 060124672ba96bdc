using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Devices;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Recovery;

/// <summary>
/// "This wasn't me": whoever reads the account's mail says that a change was somebody else's. Everything open ends, what was added since
/// is suspended, the password is void, and a link to choose a new one is mailed, to the address that got this mail. Nothing that was removed comes back,
/// because the button proves no more than a mailbox.
/// </summary>
public sealed class Disavowals(IdpDbContext db, MailedLinks links, DisavowedChanges changes, Endings endings, Outbox outbox, AuditLog audit)
{
    /// <summary>Saves. False when the link does not work any more.</summary>
    public Task<bool> DisavowAsync(HttpContext http, string? token, DateTimeOffset now, CancellationToken ct) =>
        links.UseAsync(token, LinkPurpose.Disavowal, link => EndAsync(http, link, now, ct), ct);

    private async Task EndAsync(HttpContext http, MailedLink link, DateTimeOffset now, CancellationToken ct)
    {
        var user = await db.Users.SingleAsync(u => u.Id == link.UserId, ct);
        await links.EndLaterElsewhereAsync(link, ct);
        var suspended = await changes.UndoAsync(user, link, now, ct);
        await endings.EndEverythingAsync(http, user.Id, SessionEnd.Disavowed, DeviceEnd.Disavowed, GrantEnd.Disavowed, ct);

        // Whoever changed it knows it. With it go the sign-ins that are under way, and every link mailed before.
        user.PasswordHash = null;
        user.RenewStamps(now);
        audit.Record(new LinkUsed(link.Purpose, link.Id), user.Id);
        audit.Record(new ChangeDisavowed(suspended), user.Id);
        if (user.EmailVerifiedAt is not null)
        {
            await SendResetAsync(user, now, ct);
        }
    }

    // Not to an address that whoever is disavowed may have put there a minute ago: it says from when on it can be used.
    private async Task SendResetAsync(User user, DateTimeOffset now, CancellationToken ct)
    {
        var reset = await links.IssueAsync(user, LinkPurpose.PasswordReset, ct);
        LetterContent content = user.EmailMayRecover(now) ? new PasswordResetLink(reset.Token, reset.ExpiresAt) : new AddressNotOldEnough(user.EmailRecoversFrom!.Value);
        outbox.Enqueue(new Letter(Channel.Email, user.Email!, user.Language ?? Languages.Current, content)
        {
            UserId = user.Id,
        });
    }
}
