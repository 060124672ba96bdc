using IdentityProvider.Audit;

namespace IdentityProvider.Codes;

/// <summary>Something a user types that was not sent to them.</summary>
/// <param name="Way">What it is, for the log.</param>
/// <param name="FactorId">The factor it rests on; null for a code that rests on none.</param>
public sealed record TypedSecret(Guid UserId, Enum Way, Guid? FactorId, Guid? AttemptId);

/// <summary>
/// Guesses at what is typed and was not sent share the limits of the codes that are sent: ten wrong ones in a row of any kind lock them all
/// for a while, a hundred switch the factor off (NIST SP 800-63B-4 §3.2.2).
/// </summary>
public sealed class TypedSecrets(CodeTries tries, AuditLog audit, TimeProvider clock)
{
    /// <summary>Reserves a try, in a transaction of its own, and only then compares. The caller saves in any case.</summary>
    /// <param name="takeAsync">Compares, and uses up what was right in one statement.</param>
    public async Task<CodeCheckOutcome> TryAsync(TypedSecret secret, Func<Task<bool>> takeAsync, CancellationToken ct)
    {
        var reserved = await tries.ReserveAsync(secret.UserId, secret.FactorId, ct);
        if (reserved.Refused is { } refused)
        {
            return Refuse(secret, refused, reserved.LockedUntil);
        }

        if (await takeAsync())
        {
            await tries.ForgiveAsync(secret.UserId, secret.FactorId, ct);
            return new CodeCheckOutcome(CodeCheck.Accepted);
        }

        if (secret.FactorId is { } factor && await tries.DisableWhenSpentAsync(factor, reserved, ct))
        {
            audit.Record(new FactorDisabled(factor), secret.UserId, attemptId: secret.AttemptId);
            return Refuse(secret, CodeCheck.FactorOff);
        }

        if (reserved.LockedUntil is { } until && clock.GetUtcNow() < until)
        {
            audit.Record(new CodesLocked(reserved.WrongInARow, until), secret.UserId, attemptId: secret.AttemptId);
            return Refuse(secret, CodeCheck.Locked, until);
        }

        return Refuse(secret, CodeCheck.Wrong);
    }

    private CodeCheckOutcome Refuse(TypedSecret secret, CodeCheck why, DateTimeOffset? until = null)
    {
        audit.Record(new WayRefused(secret.Way, why), secret.UserId, attemptId: secret.AttemptId);
        return new CodeCheckOutcome(why, LockedUntil: until);
    }
}
