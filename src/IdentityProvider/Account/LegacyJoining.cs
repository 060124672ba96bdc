using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Limits;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Account;

public enum LegacyJoined
{
    /// <summary>The old name's places are the account's now.</summary>
    Done,

    /// <summary>Nobody's name, a name that was used already, or not its password: the three look, count and take the same.</summary>
    NotConfirmed,

    /// <summary>Too many wrong ones; nothing was compared.</summary>
    MustWait,

    /// <summary>The old account has a second step of its own. A password alone does not open it here either.</summary>
    HasSecondStep,

    /// <summary>The server has too many passwords to compare already.</summary>
    Busy,
}

/// <summary>
/// Makes one account of several (product row PF12): an old name, proven by its own password, gives its places to the account of whoever is signed
/// in, and ends.
/// </summary>
public sealed class LegacyJoining(LegacyAccounts accounts, LegacyPlaces places, PasswordTries tries, Passwords passwords, IdpDbContext db)
{
    public async Task<LegacyJoined> JoinAsync(HttpContext http, AccountVisit visit, string practiceId, string userName, string password, CancellationToken ct)
    {
        // Counted like a try to sign in with that name: there is no second place to guess at.
        var attempt = new PasswordTry(LegacyAccounts.NameOf(practiceId, userName), http.Connection.RemoteIpAddress, FromKnownBrowser: false);
        using var alone = await tries.TakeTurnAsync(attempt, ct);
        if ((await tries.TakeAsync(attempt, ct)).Result != LimitResult.Taken)
        {
            return LegacyJoined.MustWait;
        }

        var account = await accounts.FindAsync(practiceId, userName, ct);
        var owner = account is null ? null : await db.Users.SingleAsync(user => user.Id == account.UserId, ct);
        switch (await passwords.CheckAsync(owner, password, ct))
        {
            case PasswordCheck.Busy:
                return LegacyJoined.Busy;
            case PasswordCheck.Wrong:
                await tries.WrongAsync(attempt, ct);
                return LegacyJoined.NotConfirmed;
            case PasswordCheck.Right when await HasSecondStepAsync(owner!.Id, ct):
                return LegacyJoined.HasSecondStep;
            default:
                await tries.RightAsync(attempt, ct);
                return await places.MoveAsync(account!, owner!, visit, ct) ? LegacyJoined.Done : LegacyJoined.NotConfirmed;
        }
    }

    private async Task<bool> HasSecondStepAsync(Guid ownerId, CancellationToken ct) =>
        await db.Factors.AnyAsync(factor => factor.UserId == ownerId && factor.RemovedAt == null, ct)
        || await db.Passkeys.AnyAsync(passkey => passkey.UserId == ownerId && passkey.RemovedAt == null, ct);
}

/// <summary>Moves what an old account had to the one it is joined to, and closes it.</summary>
public sealed class LegacyPlaces(LegacyAccounts accounts, Endings endings, AuditLog audit, IdpDbContext db)
{
    /// <summary>Saves, in one transaction.</summary>
    /// <returns>False when the name became history meanwhile: nothing was moved.</returns>
    public async Task<bool> MoveAsync(LegacyAccount account, User owner, AccountVisit visit, CancellationToken ct)
    {
        await using var change = await db.BeginTurnAsync([visit.User.Id, owner.Id], ct);
        if (!await accounts.TryJoinAsync(account, visit.User.Id, ct))
        {
            return false;
        }

        var own = await db.Memberships.Where(m => m.UserId == visit.User.Id).ToListAsync(ct);
        foreach (var place in await db.Memberships.Where(m => m.UserId == owner.Id).ToListAsync(ct))
        {
            Move(place, own, visit);
        }

        owner.Deactivate(visit.Now);
        await endings.EndEverythingAsync(owner.Id, SessionEnd.Deactivated, DeviceEnd.Deactivated, GrantEnd.SignedOutEverywhere, ct);
        audit.Record(new LegacyAccountJoined(account.Id), visit.User.Id, account.ClinicId, sessionId: visit.Session.Id);
        await db.SaveChangesAsync(ct);
        await change.CommitAsync(ct);
        return true;
    }

    // Who has a place of that kind already keeps it, in the higher of the two roles.
    private static void Move(Membership place, List<Membership> own, AccountVisit visit)
    {
        var same = own.FirstOrDefault(m => m.ClinicId == place.ClinicId && m.Role == place.Role)
            ?? own.FirstOrDefault(m => m.ClinicId == place.ClinicId && m.Group == place.Group && m.IsActive);
        if (same is null)
        {
            place.GiveTo(visit.User.Id);
            own.Add(place);
        }
        else if (place.IsActive)
        {
            if (place.Role < same.Role)
            {
                same.ChangeRole(place.Role);
            }

            same.TakeOver(visit.Now);
            place.Deactivate(visit.Now);
        }
    }
}
