using IdentityProvider.Limits;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Admin.People;

/// <summary>Who of a clinic's people cannot get in now, because of wrong passwords or wrong codes.</summary>
public sealed class PeopleLocks(IdpDbContext db, PasswordTries passwords, TimeProvider clock)
{
    public async Task<IReadOnlySet<Guid>> OfAsync(Guid clinicId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var people = db.Users.Where(user => db.Memberships.Any(
            m => m.UserId == user.Id && m.ClinicId == clinicId && m.AcceptedAt != null && m.DeactivatedAt == null));
        var locked = await people
            .Where(user => db.Factors.Any(factor => factor.UserId == user.Id && factor.RemovedAt == null && factor.DisabledAt != null)
                || db.AttemptLimits.Any(l => l.Kind == AttemptKind.TypedCode && l.BlockedUntil > now && l.Subject == user.Id.ToString().Replace("-", "")))
            .Select(user => user.Id)
            .ToHashSetAsync(ct);

        // The counters of passwords know names by keyed hashes, so these are compared here; mostly there is nothing to compare with.
        var heldBack = await passwords.HeldBackAsync(ct);
        if (heldBack.Count > 0)
        {
            var names = await people.Where(user => user.Email != null).Select(user => new { user.Id, user.Email }).ToListAsync(ct);
            locked.UnionWith(names.Where(name => passwords.IsAmong(heldBack, name.Email!)).Select(name => name.Id));
        }

        return locked;
    }
}
