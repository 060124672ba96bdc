using IdentityProvider.Access;
using IdentityProvider.Delivery;
using IdentityProvider.Phones;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using AddedNotice = IdentityProvider.Delivery.FactorAdded;

namespace IdentityProvider.Account;

/// <summary>Puts a number whose code was entered on the account page in the place of the one before (<see cref="PhoneReplacement"/>).</summary>
public sealed class PhoneSwap(PhoneReplacement replacement, Sessions sessions, Outbox outbox)
{
    /// <summary>The caller saves.</summary>
    public async Task FinishAsync(HttpContext http, AccountVisit visit, UserPhone phone, Channel channel, CancellationToken ct)
    {
        // The code that was typed proves the new number in this session as well, as it does when one is set up while signing in:
        // nobody is asked for a second code right away.
        sessions.Strengthen(http, visit.Session, [new Proof(SignInCodes.ProofOf(channel), visit.Now)]);
        var clinic = SignInCodes.LetterClinicOf(visit.Home);
        var owner = new PhoneOwner(visit.User, clinic, visit.Language, SessionId: visit.Session.Id);
        if (!await replacement.FinishAsync(owner, phone, channel, visit.Now, ct))
        {
            outbox.Enqueue(new Letter(Channel.Email, visit.User.Email!, visit.Language, new AddedNotice(visit.Now, channel == Channel.Voice ? FactorName.Voice : FactorName.Text)) { Clinic = clinic, UserId = visit.User.Id });
        }
    }
}
