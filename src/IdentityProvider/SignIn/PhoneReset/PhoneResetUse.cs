using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Phones;
using ChangedNotice = IdentityProvider.Delivery.PhoneChanged;

namespace IdentityProvider.SignIn.PhoneReset;

/// <summary>Uses up an approved request in the sign-in that sets the new phone, or gives it back. The caller saves.</summary>
public sealed class PhoneResetUse(PhoneResets resets, UserPhones phones, PhoneReplacement replacement, SignInNotices notices, AuditLog audit)
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
        if (await replacement.FinishAsync(owner, phone, channel, turn.Now, ct))
        {
            notices.TellOfChange(turn, new ChangedNotice(turn.Now, phone.LastFour));
        }

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
