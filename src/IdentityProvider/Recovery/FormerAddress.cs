using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Recovery;

/// <summary>
/// Gives an account back the address it had when a "this wasn't me" link was mailed. Otherwise whoever changed it would read the letter that
/// is to lead the owner back in. An address that an admin has given since stays: somebody made sure whose it is.
/// </summary>
public sealed class FormerAddress(IdpDbContext db, EmailClaims claims, Outbox outbox, AuditLog audit)
{
    /// <summary>Ends what was claimed and not verified too. The caller saves.</summary>
    public async Task PutBackAsync(User user, MailedLink link, DateTimeOffset now, CancellationToken ct)
    {
        claims.EndPending(user.Id);
        if (link.MailedTo is not { } former || User.Normalize(former) is not { } normalized || normalized == user.NormalizedEmail
            || await claims.WasChangedByAdminAsync(user.Id, link.CreatedAt, ct))
        {
            return;
        }

        if (await db.Users.AnyAsync(other => other.NormalizedEmail == normalized, ct))
        {
            user.DistrustEmail();
            audit.Record(new EmailDistrusted(link.Id), user.Id);
            return;
        }

        // The mailbox that is left out hears of it: it may be the owner's, and the old one the thief's.
        var told = new EmailWasChanged(now, MaskedDestination.Of(Channel.Email, former));
        outbox.Enqueue(new Letter(Channel.Email, user.Email!, user.Language ?? Languages.Current, told) { UserId = user.Id });
        user.PutEmailBack(former, now);
        audit.Record(new EmailPutBack(link.Id), user.Id);
    }
}
