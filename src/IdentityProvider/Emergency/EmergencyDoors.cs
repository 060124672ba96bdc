using IdentityProvider.Clinics;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Emergency;

/// <summary>A clinic at which somebody may use emergency access now.</summary>
/// <param name="Length">How long the session lasts.</param>
public sealed record EmergencyDoor(Membership Membership, Clinic Clinic, TimeSpan Length);

/// <summary>Finds them: an active membership as staff, at a clinic that has it switched on and names the person.</summary>
public sealed class EmergencyDoors(IdpDbContext db, MemberPolicies policies)
{
    /// <summary>
    /// Whether any clinic names the user. One statement, and the same one for nobody: asked before the password is compared, it tells a
    /// stopwatch neither who exists nor whose password was right.
    /// </summary>
    public async Task<bool> AnyNamesAsync(Guid userId, CancellationToken ct) => (await db.Database.SqlQuery<bool>($"""
        select exists (
            select from memberships m
            join lateral (select * from clinic_policies p where p.clinic_id = m.clinic_id order by p.version desc limit 1) v on true
            where m.user_id = {userId} and m.role <> 'Patient' and m.accepted_at is not null and m.deactivated_at is null
                and v.emergency_access and {userId} = any(v.emergency_users)) as "Value"
        """).ToListAsync(ct))[0];

    public async Task<IReadOnlyList<EmergencyDoor>> OfAsync(User user, SignInDemand demand, CancellationToken ct)
    {
        var doors = new List<EmergencyDoor>();
        foreach (var membership in await db.Memberships.Where(m => m.UserId == user.Id).ToListAsync(ct))
        {
            if (membership is { IsActive: true, Group: RoleGroup.Staff } && Fits(membership, demand)
                && (await policies.OfAsync(membership, user, hasFactor: true, ct)).Policy is var policy && policy.LetsInEmergency(user.Id))
            {
                var clinic = await db.Clinics.SingleAsync(c => c.Id == membership.ClinicId, ct);
                doors.Add(new EmergencyDoor(membership, clinic, TimeSpan.FromMinutes(policy.EmergencyMinutes)));
            }
        }

        return [.. doors.OrderBy(door => door.Membership.Role).DistinctBy(door => door.Clinic.Id).OrderBy(door => door.Clinic.Name, StringComparer.OrdinalIgnoreCase)];
    }

    private static bool Fits(Membership membership, SignInDemand demand) =>
        demand.Audience?.Takes(membership) != false && (demand.ClinicId ?? membership.ClinicId) == membership.ClinicId;
}
