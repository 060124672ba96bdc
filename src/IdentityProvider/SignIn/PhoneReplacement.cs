using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Devices;
using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.Users;
using ChangedNotice = IdentityProvider.Delivery.PhoneChanged;

namespace IdentityProvider.SignIn;

/// <summary>Whose phone is replaced, and in what: a session, or a sign-in attempt.</summary>
public sealed record PhoneOwner(User User, LetterClinic? Clinic, string Language, Guid? AttemptId = null, Guid? SessionId = null);

/// <summary>
/// Puts a number whose code was entered in the place of the one before. Whoever owned the account until now is told on every way that is known,
/// the old number here, and every browser is asked for a code again: the trust rested on the old number. The new one cannot recover a password for a day
/// (<see cref="UserPhone.CanRecover"/>).
/// </summary>
public sealed class PhoneReplacement(PhonesOnFile phones, UserFactors factors, PhoneEntry entry, Endings endings, Outbox outbox, AuditLog audit)
{
    /// <summary>The caller saves, and tells the address.</summary>
    /// <returns>Whether there was another phone before, which is gone now.</returns>
    public async Task<bool> FinishAsync(PhoneOwner owner, UserPhone phone, Channel channel, DateTimeOffset now, CancellationToken ct)
    {
        phone.Verify(now);
        phone.Prefer(channel);
        await phones.WithdrawResetAsync(owner.User.Id, owner.AttemptId, ct);
        var before = (await factors.OfAsync(owner.User.Id, ct)).All.Where(f => f.PhoneId is { } id && id != phone.Id).ToList();
        (await factors.AddPhoneAsync(owner.User.Id, phone.Id, ct)).Use(now);
        if (before.Count == 0)
        {
            audit.Record(new PhoneAdded(phone.Id), owner.User.Id, attemptId: owner.AttemptId, sessionId: owner.SessionId);
            return false;
        }

        foreach (var factor in before)
        {
            await ReplaceAsync(owner, factor, phone, now, ct);
        }

        await endings.EndTrustAsync(owner.User.Id, deviceId: null, DeviceEnd.FactorChanged, ct);
        return true;
    }

    private async Task ReplaceAsync(PhoneOwner owner, Factor factor, UserPhone phone, DateTimeOffset now, CancellationToken ct)
    {
        await factors.RemoveAsync(owner.User.Id, factor.Id, ct);
        if (await phones.All.FindAsync(owner.User.Id, factor.PhoneId!.Value, ct) is { } old)
        {
            old.Remove(now);
            audit.Record(new Audit.PhoneChanged(phone.Id, old.Id), owner.User.Id, attemptId: owner.AttemptId, sessionId: owner.SessionId);

            // A landline, or who wants no texts, is called.
            var reached = await entry.TakesTextsAsync(old, ct) ? Channel.Text : Channel.Voice;
            Tell(owner, reached, phones.All.NumberOf(old).E164, new ChangedNotice(now, phone.LastFour));
        }
    }

    private void Tell(PhoneOwner owner, Channel channel, string destination, NoticeContent notice) =>
        outbox.Enqueue(new Letter(channel, destination, owner.Language, notice) { Clinic = owner.Clinic, UserId = owner.User.Id });
}
