using System.Collections.Immutable;

namespace IdentityProvider.Clinics;

public enum Role
{
    Owner,
    Admin,
    Staff,
    Patient,
}

/// <summary>Clients and policies know two kinds of people: patients, and everyone who works at the clinic.</summary>
public enum RoleGroup
{
    Staff,
    Patient,
}

/// <summary>What a user is at a clinic. Somebody may be staff at one and patient at another, or both at the same one.</summary>
public sealed class Membership
{
    public Membership(Guid userId, Guid clinicId, Role role, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (UserId, ClinicId, Role, CreatedAt) = (userId, clinicId, role, now);
    }

    public Guid Id { get; private init; }

    public Guid UserId { get; private set; }

    public Guid ClinicId { get; private init; }

    public Role Role { get; private set; }

    public RoleGroup Group => GroupOf(Role);

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When the user accepted the invitation. Before that the membership gives nobody anything.</summary>
    public DateTimeOffset? AcceptedAt { get; private set; }

    public DateTimeOffset? DeactivatedAt { get; private set; }

    /// <summary>When a sign-in used it last; null for somebody who has not signed in here yet.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }

    public bool IsActive => AcceptedAt is not null && DeactivatedAt is null;

    /// <summary>The roles that decide the clinic's policy and look after its people.</summary>
    public static readonly ImmutableArray<Role> Administrators = [Role.Owner, Role.Admin];

    public bool Administers => IsActive && Administrators.Contains(Role);

    public static RoleGroup GroupOf(Role role) => role == Role.Patient ? RoleGroup.Patient : RoleGroup.Staff;

    public void Accept(DateTimeOffset now) => AcceptedAt ??= now;

    public void Use(DateTimeOffset now) => LastUsedAt = now;

    public void Deactivate(DateTimeOffset now) => DeactivatedAt ??= now;

    /// <summary>The person is back. What ended with the deactivation stays ended.</summary>
    public void Reactivate() => DeactivatedAt = null;

    /// <summary>The place takes over from another of the same person that is in use: an offer of it that was still open is accepted by that.</summary>
    public void TakeOver(DateTimeOffset now)
    {
        Accept(now);
        Reactivate();
    }

    /// <summary>Two accounts of one person become one: the place goes along, with what hangs on it.</summary>
    public void GiveTo(Guid userId) => UserId = userId;

    /// <summary>Another role of the same group: what hangs on the membership was given to staff, or to a patient.</summary>
    public void ChangeRole(Role role) => Role = GroupOf(role) == Group
        ? role
        : throw new ArgumentException("Staff and patient are two memberships.", nameof(role));

    // For EF, which fills the rest.
    private Membership()
    {
    }
}

/// <summary>Memberships as the database is asked for them.</summary>
public static class MembershipQueries
{
    private static readonly Role[] StaffRoles = [Role.Owner, Role.Admin, Role.Staff];

    /// <summary>Active memberships of a group at a clinic.</summary>
    public static IQueryable<Membership> ActiveOf(this IQueryable<Membership> memberships, Guid clinicId, RoleGroup group)
    {
        var roles = group == RoleGroup.Staff ? StaffRoles : [Role.Patient];
        return memberships.Where(m => m.ClinicId == clinicId && roles.Contains(m.Role) && m.AcceptedAt != null && m.DeactivatedAt == null);
    }

    public static IQueryable<Membership> StaffOf(this IQueryable<Membership> memberships, Guid clinicId) => memberships.ActiveOf(clinicId, RoleGroup.Staff);
}
