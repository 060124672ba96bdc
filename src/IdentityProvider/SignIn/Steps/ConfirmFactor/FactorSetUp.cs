using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.Phones;

namespace IdentityProvider.SignIn.Steps.ConfirmFactor;

/// <summary>Puts a factor on file once its first code was entered, and tells the user so. The caller saves.</summary>
public sealed class FactorSetUp(
    UserFactors factors, UserPhones phones, AuthenticatorKeys keys, RecoveryCodes recoveryCodes, SignInNotices notices, AuditLog audit)
{
    public async Task FinishAsync(SignInTurn turn, Channel channel, CancellationToken ct)
    {
        var factor = turn.Attempt.SetUpPhoneId is { } phoneId
            ? await VerifyPhoneAsync(turn, phoneId, channel, ct)
            : await VerifyEmailAsync(turn, ct);
        await FinishAsync(turn, factor, SetUpWayOf(channel), ct);
    }

    /// <summary>The same for an authenticator app.</summary>
    /// <param name="step">The time step whose code was typed: it is used up.</param>
    public async Task FinishAppAsync(SignInTurn turn, long step, CancellationToken ct)
    {
        var factor = factors.AddAuthenticatorApp(turn.User!.Id);
        keys.Add(factor.Id, turn.Attempt.SetUpSecret!, step);
        await FinishAsync(turn, factor, Way.AuthenticatorApp, ct);
    }

    /// <summary>What every factor has in common: it counts for this sign-in, is written down and told, and the first one brings recovery codes.</summary>
    public async Task FinishAsync(SignInTurn turn, Factor factor, Way way, CancellationToken ct)
    {
        var (attempt, user) = (turn.Attempt, turn.User!);
        factor.Use(turn.Now);
        attempt.FinishSetUp(Ways.ProofOf(way), turn.Now);
        await recoveryCodes.MakeFirstAsync(user.Id, ct);
        audit.Record(new Audit.FactorAdded(factor.Id, factor.Kind), user.Id, turn.Clinic?.Id, attemptId: attempt.Id);
        notices.TellOfChange(turn, new Delivery.FactorAdded(turn.Now, FactorNames.Of(way)));
    }

    private static Way SetUpWayOf(Channel channel) => channel switch
    {
        Channel.Text => Way.Text,
        Channel.Voice => Way.Voice,
        Channel.Email => Way.Email,
    };

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
