using IdentityProvider.Delivery;
using IdentityProvider.SignIn;
using IdentityProvider.Users;

namespace IdentityProvider.Account;

/// <summary>
/// Tells the owner of an account of a change that was made in it, with a button for whoever did not make it: what was added since the session began is
/// suspended by it. The caller saves.
/// </summary>
public sealed class ChangeNotices(MailedLinks links, Outbox outbox)
{
    public void Tell(AccountVisit visit, NoticeContent notice)
    {
        var disavowable = notice with { DisavowalToken = links.Disavowal(visit.User, visit.Session.StartedAt) };
        outbox.Enqueue(new Letter(Channel.Email, visit.User.Email!, visit.Language, disavowable)
        {
            Clinic = SignInCodes.LetterClinicOf(visit.Home),
            UserId = visit.User.Id,
        });
    }
}
