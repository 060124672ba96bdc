using System.Linq.Expressions;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Clients;

/// <summary>What somebody may approve for apps beforehand.</summary>
/// <param name="Everywhere">Operators: any clinic, and all of them.</param>
/// <param name="Owned">The clinics that they own.</param>
public sealed record ApprovalPowers(bool Everywhere, IReadOnlyList<Clinic> Owned)
{
    public bool Any => Everywhere || Owned.Count > 0;

    /// <summary>Nobody writes into a token what they could not approve on the page either.</summary>
    public bool Reach(Reach approved) =>
        Everywhere || (!approved.NeedsOperator && approved.Clinics.All(clinic => Owned.Any(owned => owned.Id == clinic)));
}

/// <summary>Who registers apps, and what they may approve. Asked at every use: what a token or a key was made for ends with its maker's role.</summary>
public sealed class AppMakers(IdpDbContext db)
{
    private static readonly Expression<Func<User, bool>> RegistersApps = user => user.DeactivatedAt == null && (user.IsDeveloper || user.IsOperator);

    /// <summary>Whether somebody is active and registers apps. An app without an owner is the operators', who are always there.</summary>
    public async Task<bool> AreThereAsync(Guid? ownerId, CancellationToken ct) =>
        ownerId is null || await db.Users.Where(RegistersApps).AnyAsync(user => user.Id == ownerId, ct);

    /// <summary>What somebody may approve now; null for one who registers no apps (any more).</summary>
    public async Task<ApprovalPowers?> PowersAsync(Guid userId, CancellationToken ct)
    {
        if (await db.Users.AsNoTracking().Where(RegistersApps).SingleOrDefaultAsync(user => user.Id == userId, ct) is not { } maker)
        {
            return null;
        }

        var owned = await db.Memberships
            .Where(m => m.UserId == userId && m.Role == Role.Owner && m.AcceptedAt != null && m.DeactivatedAt == null)
            .Join(db.Clinics, m => m.ClinicId, clinic => clinic.Id, (_, clinic) => clinic).OrderBy(clinic => clinic.Name).ToListAsync(ct);
        return new ApprovalPowers(maker.IsOperator, owned);
    }
}
