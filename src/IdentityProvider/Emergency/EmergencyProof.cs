using IdentityProvider.Factors;
using IdentityProvider.Limits;
using IdentityProvider.SignIn;
using IdentityProvider.SignIn.Steps.Passkey;
using IdentityProvider.Users;

namespace IdentityProvider.Emergency;

/// <summary>The second half: a code of any kind or a passkey, on the same counter as the password.</summary>
public sealed class EmergencyProof(EmergencyEntry entry, EmergencyTries tries, EmergencyCodes codes, PasskeyProof passkeys, SignInAttempts attempts)
{
    /// <summary>Draws the challenge for one of the person's passkeys. Saved at once.</summary>
    public Task<PasskeyQuestion> AskAsync(HttpContext http, SignInTurn turn) => passkeys.AskAsync(http, turn, isAlone: false);

    /// <summary>Counts the try, then compares. Right: it is used up and noted on the attempt, and the caller saves. Otherwise everything is saved.</summary>
    public Task<EmergencyAnswer> CheckAsync(HttpContext http, SignInTurn turn, EmergencyDoor door, string typed, CancellationToken ct) =>
        CheckAsync(http, turn, () => codes.TakeAsync(turn, door, typed, ct), ct);

    /// <summary>The same for a passkey's answer.</summary>
    public Task<EmergencyAnswer> CheckAsync(HttpContext http, SignInTurn turn, PasskeyReply reply, CancellationToken ct) => CheckAsync(
        http, turn, async () => await passkeys.CheckAsync(http, turn, isAlone: false, reply, ct) is null ? PasswordCheck.Right : PasswordCheck.Wrong, ct);

    private async Task<EmergencyAnswer> CheckAsync(HttpContext http, SignInTurn turn, Func<Task<PasswordCheck>> compare, CancellationToken ct)
    {
        var counter = await tries.CounterAsync(http, attempts.TypedNameOf(turn.Attempt), turn.User?.Id, ct);
        var decision = await tries.TakeAsync(counter, ct);
        if (decision.Result != LimitResult.Taken)
        {
            return EmergencyEntry.HeldBack(decision);
        }

        switch (await compare())
        {
            case PasswordCheck.Right:
                await tries.RightAsync(counter, ct);
                return new EmergencyAnswer(EmergencyResult.Right);
            case PasswordCheck.Busy:
                return new EmergencyAnswer(EmergencyResult.Busy);
            default:
                await entry.RefuseAsync(turn.Attempt, turn.User, decision, ct);
                return new EmergencyAnswer(EmergencyResult.Refused);
        }
    }
}
