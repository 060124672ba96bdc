using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Limits;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Emergency;

public enum EmergencyResult
{
    Right,

    /// <summary>Wrong, or not for this person. Which, nobody is told.</summary>
    Refused,

    /// <summary>Too many wrong ones; nothing was compared.</summary>
    MustWait,

    /// <summary>A hundred wrong ones in a row: an admin opens it again.</summary>
    Closed,

    /// <summary>The server has too many hashes to compare already.</summary>
    Busy,
}

/// <param name="Until">When the next try may be made, for <see cref="EmergencyResult.MustWait"/>.</param>
public sealed record EmergencyAnswer(EmergencyResult Result, DateTimeOffset? Until = null);

/// <summary>
/// The first half of emergency access: name, password and reason. A name of nobody, a wrong password and a person who is not named cost the same,
/// count the same and hear the same.
/// </summary>
public sealed class EmergencyEntry(EmergencyTries tries, EmergencyDoors doors, EmergencyAlarms alarms, Passwords passwords, AuditLog audit, IdpDbContext db)
{
    /// <summary>Right: the caller begins the attempt for it and saves. Otherwise everything is saved.</summary>
    public async Task<(EmergencyAnswer Answer, User? User)> CheckAsync(
        HttpContext http, SignInAttempt attempt, string name, string password, CancellationToken ct)
    {
        var normalized = User.Normalize(name);
        var user = await db.Users.SingleOrDefaultAsync(u => u.NormalizedEmail == normalized && u.DeactivatedAt == null, ct);
        var counter = await tries.CounterAsync(http, name, user?.Id, ct);
        var decision = await tries.TakeAsync(counter, ct);
        if (decision.Result != LimitResult.Taken)
        {
            return (HeldBack(decision), null);
        }

        var isNamed = await doors.AnyNamesAsync(user?.Id ?? Guid.Empty, ct);
        var check = await passwords.CheckAsync(user, password, ct);
        if (check == PasswordCheck.Busy)
        {
            return (new EmergencyAnswer(EmergencyResult.Busy), null);
        }

        if (check == PasswordCheck.Right && isNamed && (await doors.OfAsync(user!, attempt.Demand, ct)).Count > 0)
        {
            await tries.GiveBackAsync(counter, ct);
            return (new EmergencyAnswer(EmergencyResult.Right), user);
        }

        await RefuseAsync(attempt, user, decision, ct);
        return (new EmergencyAnswer(EmergencyResult.Refused), null);
    }

    /// <summary>Writes down a refused try, and closes the door with the last one.</summary>
    internal async Task RefuseAsync(SignInAttempt attempt, User? user, LimitDecision decision, CancellationToken ct)
    {
        audit.Record(new EmergencyRefused(EmergencyResult.Refused, decision.Failures), user?.Id, attemptId: attempt.Id);
        if (user is not null && tries.IsOffAfter(decision.Failures))
        {
            audit.Record(new EmergencyClosed(decision.Failures), user.Id, attemptId: attempt.Id);
            foreach (var door in await doors.OfAsync(user, new SignInDemand { AskedAt = attempt.CreatedAt }, ct))
            {
                await alarms.TellAsync(door.Clinic, new EmergencyAccessClosed(attempt.LastPostAt, user.DisplayName), also: null, ct);
            }
        }

        await db.SaveChangesAsync(ct);
    }

    internal static EmergencyAnswer HeldBack(LimitDecision decision) => decision.Result == LimitResult.Off
        ? new EmergencyAnswer(EmergencyResult.Closed)
        : new EmergencyAnswer(EmergencyResult.MustWait, decision.Until);
}
