using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.SignIn;

/// <summary>Which of the things that most users lack a user has, confirmed or not, still good or not.</summary>
public sealed record Belongings(bool Passkeys, bool PreferredWays, bool RecoveryCodes, bool BypassCodes, bool PhoneResets);

/// <summary>Asks for all of them in one round trip. What is not there is not read: every sign-in passes here, several times.</summary>
public sealed class BelongingsOnFile(IdpDbContext db)
{
    public async Task<Belongings> OfAsync(Guid userId, CancellationToken ct)
    {
        var stored = await db.Users.Where(user => user.Id == userId).Select(user => new Belongings(
            db.Passkeys.Any(passkey => passkey.UserId == user.Id && passkey.RemovedAt == null),
            db.PreferredWays.Any(preferred => preferred.UserId == user.Id),
            db.RecoveryCodeSets.Any(set => set.UserId == user.Id && set.EndedAt == null),
            db.BypassCodes.Any(code => code.UserId == user.Id && code.UsedAt == null && code.EndedAt == null),
            db.PhoneResetRequests.Any(request => request.UserId == user.Id && request.UsedAt == null))).SingleAsync(ct);

        // What this request has added counts before it is saved.
        return stored with
        {
            Passkeys = stored.Passkeys || db.Passkeys.Local.Any(passkey => passkey.UserId == userId),
            PreferredWays = stored.PreferredWays || db.PreferredWays.Local.Any(preferred => preferred.UserId == userId),
            RecoveryCodes = stored.RecoveryCodes || db.RecoveryCodeSets.Local.Any(set => set.UserId == userId),
        };
    }
}
