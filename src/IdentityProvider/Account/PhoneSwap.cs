using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Devices;
using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using AddedNotice = IdentityProvider.Delivery.FactorAdded;
using ChangedNotice = IdentityProvider.Delivery.PhoneChanged;

namespace IdentityProvider.Account;

/// <summary>
/// Puts a number whose code was entered in the place of the one before. Whoever owned the account until now is told on every
/// way that is known, and every browser is asked for a code again: the trust rested on the old number.
/// </summary>
public sealed class PhoneSwap(UserPhones phones, UserFactors factors, TrustedDevices devices, Sessions sessions, Outbox outbox, AuditLog audit)
{
    /// <summary>The caller saves.</summary>
    public async Task FinishAsync(HttpContext http, AccountVisit visit, UserPhone phone, Channel channel, CancellationToken ct)
    {
        // The code that was typed proves the new number in this session as well, as it does when one is set up while signing in:
        // nobody is asked for a second code right away.
        sessions.Strengthen(http, visit.Session, [new Proof(SignInCodes.ProofOf(channel), visit.Now)]);
        phone.Verify(visit.Now);
        phone.Prefer(channel);
        var before = (await factors.OfAsync(visit.User.Id, ct)).All.Where(f => f.Kind == FactorKind.Phone && f.PhoneId != phone.Id).ToList();
        await factors.AddPhoneAsync(visit.User.Id, phone.Id, ct);
        if (before.Count == 0)
        {
            audit.Record(new PhoneAdded(phone.Id), visit.User.Id, sessionId: visit.Session.Id);
            Tell(visit, Channel.Email, visit.User.Email!, new AddedNotice(visit.Now, channel == Channel.Voice ? FactorName.Voice : FactorName.Text));
            return;
        }

        foreach (var factor in before)
        {
            await ReplaceAsync(visit, factor, phone, ct);
        }

        await devices.RevokeAllAsync(visit.User.Id, DeviceEnd.FactorChanged, ct);
        Tell(visit, Channel.Email, visit.User.Email!, new ChangedNotice(visit.Now, phone.LastFour));
    }

    private async Task ReplaceAsync(AccountVisit visit, Factor factor, UserPhone phone, CancellationToken ct)
    {
        await factors.RemoveAsync(visit.User.Id, factor.Id, ct);
        if (await phones.FindAsync(visit.User.Id, factor.PhoneId!.Value, ct) is { } old)
        {
            old.Remove(visit.Now);
            audit.Record(new Audit.PhoneChanged(phone.Id, old.Id), visit.User.Id, sessionId: visit.Session.Id);
            Tell(visit, Channel.Text, phones.NumberOf(old).E164, new ChangedNotice(visit.Now, phone.LastFour));
        }
    }

    private void Tell(AccountVisit visit, Channel channel, string destination, NoticeContent notice) =>
        outbox.Enqueue(new Letter(channel, destination, visit.Language, notice)
        {
            Clinic = SignInCodes.LetterClinicOf(visit.Home),
            UserId = visit.User.Id,
        });
}
