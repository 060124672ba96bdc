using IdentityProvider.Delivery;
using IdentityProvider.Users;
using IdentityProvider.Web;

namespace IdentityProvider.Account;

/// <summary>The address an account had until now; null for none.</summary>
public sealed record FormerEmail(string? Address, bool WasVerified);

/// <summary>Tells both mailboxes that an account has another address.</summary>
public sealed class EmailChangeLetters(MailedLinks links, Outbox outbox, TimeProvider clock)
{
    /// <summary>
    /// Only the old mailbox gets "this wasn't me": whoever took the account over reads the new one. Not after a change by an admin, who made sure
    /// who it is; the old mailbox may be why they did. The caller saves.
    /// </summary>
    public void Tell(User user, FormerEmail former, EmailClaim claim)
    {
        var told = new EmailWasChanged(clock.GetUtcNow(), MaskedDestination.Of(Channel.Email, claim.Address));
        Send(user, user.Email!, told);
        if (former.Address is { } old)
        {
            var token = former.WasVerified && !claim.ByAdmin ? links.Disavowal(user, claim.ClaimedAt, old) : null;
            Send(user, old, told with { DisavowalToken = token });
        }
    }

    private void Send(User user, string address, EmailWasChanged told) =>
        outbox.Enqueue(new Letter(Channel.Email, address, user.Language ?? Languages.Current, told) { UserId = user.Id });
}
