using IdentityProvider.Delivery;
using IdentityProvider.Users;

namespace IdentityProvider.SignIn;

/// <summary>
/// Tells the owner of a factor that it is off file. Where the owner did it, the mail has a button for whoever did not; what an admin did is asked of the
/// practice. The caller saves.
/// </summary>
public sealed class RemovalNotices(MailedLinks links, Outbox outbox)
{
    public void Tell(FactorRemoval.Owner owner, NoticeContent notice)
    {
        // Somebody who has never had an address cannot be written to.
        if (owner.User.Email is not { } address)
        {
            return;
        }

        var told = owner.Since is { } since ? notice with { DisavowalToken = links.Disavowal(owner.User, since) } : notice;
        outbox.Enqueue(new Letter(Channel.Email, address, owner.Language, told)
        {
            Clinic = SignInCodes.LetterClinicOf(owner.Clinic),
            UserId = owner.User.Id,
        });
    }
}
