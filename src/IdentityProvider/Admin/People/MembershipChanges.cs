using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Admin.People;

/// <summary>What an admin does to somebody's place in the clinic. Each saves, and is in force for the next request on every node.</summary>
public sealed class MembershipChanges(LastOwner owners, Endings endings, Invitations invitations, PersonActing acting, IdpDbContext db, TimeProvider clock)
{
    /// <returns>False when the clinic would have no owner left.</returns>
    public async Task<bool> DeactivateAsync(PersonVisit visit, Membership membership, string reason, CancellationToken ct)
    {
        await using var change = await owners.BeginChangeAsync(membership, ct);
        if (change is null)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        membership.Deactivate(now);
        endings.EndMembership(membership);
        await invitations.WithdrawOfAsync(membership.UserId, membership.ClinicId, left: null, ct);
        await invitations.WithdrawToAsync(visit.Person, membership.ClinicId, membership.Group, ct);
        acting.Record(visit, reason, reasonId => new MembershipDeactivated(reasonId, membership.Role));
        acting.Tell(visit, new MembershipEnded(now, visit.Admin.Admin.DisplayName));
        await db.SaveChangesAsync(ct);
        await change.CommitAsync(ct);
        return true;
    }

    public async Task ReactivateAsync(PersonVisit visit, Membership membership, string reason, CancellationToken ct)
    {
        membership.Reactivate();
        acting.Record(visit, reason, reasonId => new MembershipReactivated(reasonId, membership.Role));
        acting.Tell(visit, new MembershipRestored(clock.GetUtcNow(), visit.Admin.Admin.DisplayName));
        await db.SaveChangesAsync(ct);
    }

    /// <returns>False when the clinic would have no owner left.</returns>
    public async Task<bool> ChangeRoleAsync(PersonVisit visit, Membership membership, Role role, string reason, CancellationToken ct)
    {
        await using var change = await owners.BeginChangeAsync(membership, ct);
        if (change is null)
        {
            return false;
        }

        var before = membership.Role;
        await ChangeAsync(membership, role, ct);

        // What is open was let in and granted for the role before, and so may be what hangs on a place that comes back. The next sign-in is judged by the new one.
        var (userId, clinicId) = (membership.UserId, membership.ClinicId);
        var here = await db.Memberships.Where(m => m.UserId == userId && m.ClinicId == clinicId).Select(m => m.Id).ToListAsync(ct);
        await endings.EndAtAsync(userId, here, SessionEnd.RoleChanged, GrantEnd.EndedByAdmin, ct);
        await invitations.WithdrawOfAsync(membership.UserId, membership.ClinicId, role, ct);
        acting.Record(visit, reason, reasonId => new MembershipRoleChanged(reasonId, before, role));
        acting.Tell(visit, new RoleChanged(clock.GetUtcNow(), visit.Admin.Admin.DisplayName, role.ToString()));
        await db.SaveChangesAsync(ct);
        await change.CommitAsync(ct);
        return true;
    }

    // Who had that role here before, or was offered it, has that place: a person has one place in each role.
    private async Task ChangeAsync(Membership membership, Role role, CancellationToken ct)
    {
        var (userId, clinicId) = (membership.UserId, membership.ClinicId);
        if (await db.Memberships.SingleOrDefaultAsync(m => m.UserId == userId && m.ClinicId == clinicId && m.Role == role, ct) is { } former)
        {
            var now = clock.GetUtcNow();
            membership.Deactivate(now);
            former.TakeOver(now);
        }
        else
        {
            membership.ChangeRole(role);
        }
    }
}
