using IdentityProvider.Audit;
using IdentityProvider.Codes;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;

namespace IdentityProvider.SignIn;

/// <summary>The ways that are typed and not sent: an app's code, a recovery code, a bypass code.</summary>
public sealed class TypedWays(
    TypedSecrets secrets, AuthenticatorKeys keys, RecoveryCodes recoveryCodes, BypassCodes bypassCodes, SignInWays ways, TypedWayNotes notes)
{
    /// <summary>Compares what was typed. Once accepted it is used up, and noted on the attempt as proven; the caller saves in any case.</summary>
    /// <param name="way">The one the pipeline asks for now.</param>
    public async Task<CodeCheckOutcome> CheckAsync(SignInTurn turn, WayIn way, string? typed, CancellationToken ct)
    {
        var left = 0;
        if (TakingOf(turn, way, typed, codes => left = codes, ct) is not { } takeAsync)
        {
            return new CodeCheckOutcome(CodeCheck.Malformed);
        }

        var outcome = await secrets.TryAsync(new TypedSecret(turn.User!.Id, way.Way, way.FactorId, turn.Attempt.Id), takeAsync, ct);
        if (outcome.Result is CodeCheck.Accepted)
        {
            turn.Attempt.Prove(Ways.ProofOf(way.Way), turn.Now);
            await ways.UsedAsync(turn, Ways.ProofOf(way.Way), ct);
            notes.Used(turn, way.Way, left);
        }

        return outcome;
    }

    // Null when it cannot be one, whoever's it is: no try is spent on a slip of the hand.
    private Func<Task<bool>>? TakingOf(SignInTurn turn, WayIn way, string? typed, Action<int> left, CancellationToken ct)
    {
        var user = turn.User!.Id;
        switch (way.Way)
        {
            case Way.AuthenticatorApp:
                return AppCodeOf(typed) is { } digits && way.FactorId is { } factor ? () => keys.TakeAsync(factor, digits, ct) : null;
            case Way.RecoveryCode:
                return WrittenCode.Parse(typed, RecoveryCodeSet.CodeLength) is { } recovery ? () => TakeRecoveryAsync(user, recovery, left, ct) : null;
            case Way.BypassCode:
                return WrittenCode.Parse(typed, BypassCode.Length) is { } bypass && turn.Facts.Membership is { } at
                    ? () => bypassCodes.TakeAsync(user, at.ClinicId, bypass, ct)
                    : null;
            default:
                throw new ArgumentException($"{way.Way} is not typed, or was sent.", nameof(way));
        }
    }

    private async Task<bool> TakeRecoveryAsync(Guid user, WrittenCode typed, Action<int> left, CancellationToken ct)
    {
        var taken = await recoveryCodes.TakeAsync(user, typed, ct);
        left(taken.Left);
        return taken.IsAccepted;
    }

    /// <summary>The digits of an app's code, or null when it cannot be one.</summary>
    public static string? AppCodeOf(string? typed) => PlainCode.Parse(typed) is { Length: TimeCode.Digits } digits ? digits.Reveal() : null;
}

/// <summary>What is written down and told when a code that was not sent opened a sign-in.</summary>
public sealed class TypedWayNotes(SignInNotices notices, AuditLog audit)
{
    public void Used(SignInTurn turn, Way way, int left)
    {
        if (way != Way.RecoveryCode)
        {
            return;
        }

        audit.Record(new RecoveryCodeUsed(left), turn.User!.Id, turn.Clinic?.Id, attemptId: turn.Attempt.Id);
        if (left <= RecoveryCodeSet.Few)
        {
            notices.Tell(turn, new RecoveryCodesFew(turn.Now, left));
        }
    }
}
