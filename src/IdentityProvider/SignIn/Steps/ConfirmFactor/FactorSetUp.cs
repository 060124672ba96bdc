using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.Phones;

namespace IdentityProvider.SignIn.Steps.ConfirmFactor;

/// <summary>Puts a factor on file once its first code was entered, and tells the user so. The caller saves.</summary>
public sealed class FactorSetUp(UserFactors factors, UserPhones phones, SignInNotices notices, AuditLog audit)
{
    public async Task FinishAsync(SignInTurn turn, Channel channel, CancellationToken ct)
    {
        var (attempt, user) = (turn.Attempt, turn.User!);
        var factor = attempt.SetUpPhoneId is { } phoneId
            ? await VerifyPhoneAsync(turn, phoneId, channel, ct)
            : await VerifyEmailAsync(turn, ct);
        factor.Use(turn.Now);
        attempt.FinishSetUp(SignInCodes.ProofOf(channel), turn.Now);

        audit.Record(new Audit.FactorAdded(factor.Id, factor.Kind), user.Id, turn.Clinic?.Id, attemptId: attempt.Id);
        notices.Tell(turn, new Delivery.FactorAdded(turn.Now, channel));
    }

    private async Task<Factor> VerifyPhoneAsync(SignInTurn turn, Guid phoneId, Channel channel, CancellationToken ct)
    {
        var phone = await phones.FindAsync(turn.User!.Id, phoneId, ct)
            ?? throw new InvalidOperationException("The phone being set up is gone.");
        phone.Verify(turn.Now);
        phone.Prefer(channel);
        audit.Record(new PhoneAdded(phone.Id), turn.User.Id, turn.Clinic?.Id, attemptId: turn.Attempt.Id);
        return await factors.AddPhoneAsync(turn.User.Id, phone.Id, ct);
    }

    private async Task<Factor> VerifyEmailAsync(SignInTurn turn, CancellationToken ct)
    {
        if (turn.User!.EmailVerifiedAt is null)
        {
            turn.User.EmailVerifiedAt = turn.Now;
            audit.Record(new EmailVerified(), turn.User.Id, turn.Clinic?.Id, attemptId: turn.Attempt.Id);
        }

        return await factors.AddEmailAsync(turn.User.Id, ct);
    }
}
