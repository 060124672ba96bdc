using IdentityProvider.Access;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using AddedNotice = IdentityProvider.Delivery.FactorAdded;

namespace IdentityProvider.Account;

/// <summary>
/// Puts a number whose code was entered on the account page in the place of the one before (<see cref="PhoneReplacement"/>). The first factor brings
/// recovery codes, as every other first one does.
/// </summary>
public sealed class PhoneSwap(PhoneReplacement replacement, RecoveryCodes recoveryCodes, Sessions sessions, ChangeNotices notices)
{
    /// <summary>The caller saves.</summary>
    /// <returns>Whether recovery codes were drawn, for the user to keep.</returns>
    public async Task<bool> FinishAsync(HttpContext http, AccountVisit visit, UserPhone phone, Channel channel, CancellationToken ct)
    {
        // The code that was typed proves the new number in this session as well, as it does when one is set up while signing in:
        // nobody is asked for a second code right away.
        sessions.Strengthen(http, visit.Session, [new Proof(SignInCodes.ProofOf(channel), visit.Now)]);
        var owner = new PhoneOwner(visit.User, SignInCodes.LetterClinicOf(visit.Home), visit.Language, SessionId: visit.Session.Id);
        notices.Tell(visit, await replacement.FinishAsync(owner, phone, channel, visit.Now, ct)
            ? new PhoneChanged(visit.Now, phone.LastFour)
            : new AddedNotice(visit.Now, channel == Channel.Voice ? FactorName.Voice : FactorName.Text));
        return await recoveryCodes.MakeFirstAsync(visit.User.Id, ct);
    }
}
