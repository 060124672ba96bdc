using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace IdentityProvider.Clinics;

/// <summary>A clinic always keeps an owner. Two owners who take each other out at the same moment would leave none, so that is decided under a lock.</summary>
public sealed class LastOwner(IdpDbContext db)
{
    /// <summary>
    /// Begins the transaction in which a membership loses its role or its place. For an owner's it waits for others of the same clinic, and looks
    /// anew. People first, then the clinic, as in everything that holds both. The caller saves and commits.
    /// </summary>
    /// <returns>Null when no other owner would be left.</returns>
    public async Task<IDbContextTransaction?> BeginChangeAsync(Membership membership, CancellationToken ct)
    {
        var change = await db.BeginTurnAsync([membership.UserId], ct);
        if (membership.Role != Role.Owner || await AnotherStaysAsync(membership, ct))
        {
            return change;
        }

        await change.DisposeAsync();
        return null;
    }

    private async Task<bool> AnotherStaysAsync(Membership membership, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select 1 from clinics where id = {membership.ClinicId} for no key update", ct);
        return await db.Memberships.AnyAsync(
            m => m.ClinicId == membership.ClinicId && m.Id != membership.Id && m.Role == Role.Owner && m.AcceptedAt != null && m.DeactivatedAt == null
                && db.Users.Any(user => user.Id == m.UserId && user.DeactivatedAt == null),
            ct);
    }
}
