using IdentityProvider.Audit;
using IdentityProvider.Devices;
using IdentityProvider.Limits;
using IdentityProvider.Storage;
using IdentityProvider.Users;

namespace IdentityProvider.SignIn.Steps.Password;

public enum PasswordResult
{
    Right,

    /// <summary>Nothing was typed; no try was counted.</summary>
    Empty,

    /// <summary>Not this name's password, or nobody's name. The two look, count and take the same.</summary>
    Wrong,

    /// <summary>Too many wrong ones; nothing was compared.</summary>
    MustWait,

    /// <summary>A hundred wrong ones in a row: only a reset brings the password back.</summary>
    Off,

    /// <summary>The server has too many passwords to compare already. Nothing was compared; the try counts all the same.</summary>
    Busy,
}

/// <param name="Until">When the next try may be made, for <see cref="PasswordResult.MustWait"/>.</param>
public sealed record PasswordAnswer(PasswordResult Result, DateTimeOffset? Until = null)
{
    public int Seconds(DateTimeOffset now) => Until is { } until ? (int)Math.Ceiling((until - now).TotalSeconds) : 0;
}

/// <summary>One try at a password: counted first and on its own, then compared. A right one is noted on the attempt; the caller saves it.</summary>
public sealed class PasswordProof(
    PasswordTries tries, Passwords passwords, SignInAttempts attempts, KnownBrowsers browsers, AuditLog audit, IdpDbContext db)
{
    public async Task<PasswordAnswer> CheckAsync(HttpContext http, SignInTurn turn, string typed, CancellationToken ct)
    {
        if (typed.Length == 0)
        {
            return new PasswordAnswer(PasswordResult.Empty);
        }

        // Asked for nobody too: one look-up less would tell that the name is nobody's.
        // An unlock link counts like a browser that signed in before: strangers' tries make nobody wait there.
        var known = await browsers.IsKnownAsync(http, turn.User?.Id ?? Guid.Empty, ct) || turn.Attempt.Recovery == AttemptRecovery.Unlocked;
        var attempt = new PasswordTry(attempts.TypedNameOf(turn.Attempt), http.Connection.RemoteIpAddress, known);
        using var alone = await tries.TakeTurnAsync(attempt, ct);
        var decision = await tries.TakeAsync(attempt, ct);
        if (decision.Result != LimitResult.Taken)
        {
            return await HeldBackAsync(turn, decision, ct);
        }

        return await passwords.CheckAsync(turn.User, typed, ct) switch
        {
            PasswordCheck.Right => await RightAsync(turn, attempt, ct),
            PasswordCheck.Wrong => await WrongAsync(turn, attempt, decision, ct),
            PasswordCheck.Busy => new PasswordAnswer(PasswordResult.Busy),
        };
    }

    private async Task<PasswordAnswer> RightAsync(SignInTurn turn, PasswordTry attempt, CancellationToken ct)
    {
        await tries.RightAsync(attempt, ct);
        turn.Attempt.ProvePassword(turn.User!.SecurityStamp!, turn.Now);
        return new PasswordAnswer(PasswordResult.Right);
    }

    // Written for a name that belongs to nobody as well: a row more would tell the two apart.
    private async Task<PasswordAnswer> WrongAsync(SignInTurn turn, PasswordTry attempt, LimitDecision decision, CancellationToken ct)
    {
        await tries.WrongAsync(attempt, ct);
        audit.Record(new PasswordRefused(decision.Failures), turn.User?.Id, attemptId: turn.Attempt.Id);
        await db.SaveChangesAsync(ct);
        return new PasswordAnswer(PasswordResult.Wrong);
    }

    private async Task<PasswordAnswer> HeldBackAsync(SignInTurn turn, LimitDecision decision, CancellationToken ct)
    {
        if (decision.Until is { } until)
        {
            audit.Record(new PasswordHeldBack(until), turn.User?.Id, attemptId: turn.Attempt.Id);
            await db.SaveChangesAsync(ct);
        }

        return new PasswordAnswer(decision.Result == LimitResult.Off ? PasswordResult.Off : PasswordResult.MustWait, decision.Until);
    }
}
