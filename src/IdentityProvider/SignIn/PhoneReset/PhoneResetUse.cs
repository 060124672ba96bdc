using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Devices;
using IdentityProvider.Phones;
using AddedNotice = IdentityProvider.Delivery.FactorAdded;
using ChangedNotice = IdentityProvider.Delivery.PhoneChanged;

namespace IdentityProvider.SignIn.PhoneReset;

/// <summary>Uses up an approved request in the sign-in that sets the new phone, or gives it back. The caller saves.</summary>
public sealed class PhoneResetUse(
    PhoneResets resets, UserPhones phones, PhoneReplacement replacement, Endings endings, SignInNotices notices, AuditLog audit)
{
    /// <summary>Puts the new number in the place of the old one. Its code was entered.</summary>
    public async Task FinishAsync(SignInTurn turn, Channel channel, CancellationToken ct)
    {
        var user = turn.User!;
        var phone = turn.Attempt.SetUpPhoneId is { } phoneId ? await phones.FindAsync(user.Id, phoneId, ct) : null;
        if (phone is null)
        {
            throw new InvalidOperationException("What is set up in the place of a lost phone is a phone.");
        }

        var approved = await resets.UsableOfAsync(user.Id, ct) ?? throw new InvalidOperationException("The approval has lapsed since it was read.");
        approved.Use(turn.Now);
        audit.Record(new PhoneResetUsed(approved.Id, phone.Id), user.Id, turn.Clinic?.Id, attemptId: turn.Attempt.Id);
        var owner = new PhoneOwner(user, SignInCodes.LetterClinicOf(turn.Clinic), turn.Language, AttemptId: turn.Attempt.Id);

        // The one before may be gone by now. An approval is strong all the same, and told and felt as if it had replaced one.
        var isReplaced = await replacement.FinishAsync(owner, phone, channel, turn.Now, ct);
        await endings.EndTrustAsync(user.Id, deviceId: null, DeviceEnd.FactorChanged, ct);
        notices.TellOfChange(turn, isReplaced
            ? new ChangedNotice(turn.Now, phone.LastFour)
            : new AddedNotice(turn.Now, channel == Channel.Voice ? FactorName.Voice : FactorName.Text));
        turn.Attempt.FinishSetUp(SignInCodes.ProofOf(channel), turn.Now);
    }

    public async Task WithdrawAsync(SignInTurn turn, CancellationToken ct)
    {
        if (await resets.UsableOfAsync(turn.User!.Id, ct) is { } approved)
        {
            approved.Withdraw(turn.Now);
            audit.Record(new PhoneResetWithdrawn(approved.Id), turn.User.Id, turn.Clinic?.Id, attemptId: turn.Attempt.Id);
        }
    }
}
