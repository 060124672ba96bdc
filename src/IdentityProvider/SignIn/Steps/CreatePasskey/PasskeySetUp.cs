using IdentityProvider.Audit;
using IdentityProvider.Devices;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;

namespace IdentityProvider.SignIn.Steps.CreatePasskey;

/// <summary>Puts a passkey on file in the middle of a sign-in, and tells the user so.</summary>
public sealed class PasskeySetUp(PasskeyCeremonies ceremonies, RecoveryCodes recoveryCodes, SignInNotices notices, AuditLog audit)
{
    public Task<PasskeyQuestion> AskAsync(HttpContext http, SignInTurn turn) =>
        ceremonies.AskToRegisterAsync(http, turn.Attempt.Id, turn.User!.Id, turn.User.Email!, turn.User.DisplayName);

    /// <summary>Judges what the device made, as the factor that was missing. The caller saves in any case.</summary>
    /// <returns>Null when it is on file and proven.</returns>
    public async Task<PasskeyRefusal?> FinishAsync(HttpContext http, SignInTurn turn, PasskeyReply reply)
    {
        var refusal = await AddAsync(http, turn, reply);
        if (refusal is null)
        {
            turn.Attempt.FinishSetUp(ProofKind.Passkey, turn.Now);
        }

        return refusal;
    }

    /// <summary>Judges what the device made, for later sign-ins. The caller saves in any case.</summary>
    /// <returns>Null when it is on file.</returns>
    public async Task<PasskeyRefusal?> AddAsync(HttpContext http, SignInTurn turn, PasskeyReply reply)
    {
        var (attempt, user) = (turn.Attempt, turn.User!);
        var binding = new PasskeyBinding(PasskeyPurpose.Registration, attempt.Id, user.Id);
        var answer = await ceremonies.RegisterAsync(http, binding, reply, make => make ?? BrowserSighting.Of(http.Request.Headers.UserAgent, network: "").Words);
        if (!answer.IsAccepted)
        {
            audit.Record(new PasskeyRefused(answer.Refusal!.Value), user.Id, turn.Clinic?.Id, attemptId: attempt.Id);
            return answer.Refusal;
        }

        await recoveryCodes.MakeFirstAsync(user.Id, http.RequestAborted);
        audit.Record(new Audit.PasskeyAdded(answer.Passkey.Id), user.Id, turn.Clinic?.Id, attemptId: attempt.Id);
        notices.TellOfChange(turn, new Delivery.PasskeyAdded(turn.Now, answer.Passkey.Name));
        return null;
    }
}
