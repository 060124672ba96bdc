using IdentityProvider.Users;

namespace IdentityProvider.Clinics;

/// <summary>How far an admin's power over somebody goes. Each one includes those before it.</summary>
public enum PowerReach
{
    Nothing,

    /// <summary>The membership in this clinic, and the sessions that use it.</summary>
    Membership,

    /// <summary>How the person signs in: e-mail address, phone, factors, password link, bypass code, resets, sign-out everywhere.</summary>
    SignIn,
}

/// <summary>What keeps the power from going further.</summary>
public enum PowerLimit
{
    None,

    /// <summary>The person has no membership here, or whoever asks does not administer this clinic.</summary>
    NotHere,

    /// <summary>Nobody decides about themselves: another admin does.</summary>
    Oneself,

    /// <summary>An owner, for an admin: another owner or an operator decides.</summary>
    RoleAbove,

    /// <summary>The membership was not accepted, or has ended: an invitation gives no power.</summary>
    NotActive,

    /// <summary>The person also belongs to a clinic that the admin does not administer.</summary>
    AlsoElsewhere,

    /// <summary>An operator or a developer: whoever can reset their sign-in would have the platform.</summary>
    PlatformRole,

    /// <summary>An operator closed the account.</summary>
    AccountClosed,
}

/// <summary>
/// Who may do what to whom. An admin of one clinic must not be able to take over a sign-in that opens another clinic's records, so power
/// over sign-in data ends where the person belongs anywhere the admin does not look after.
/// </summary>
/// <param name="Reach">What the admin may act on.</param>
/// <param name="Limit">Why not on more; the page says so.</param>
public sealed record AdminPower(PowerReach Reach, PowerLimit Limit)
{
    /// <summary>Whether it reaches as far as an action needs.</summary>
    public bool Covers(PowerReach needed) => Reach >= needed;

    /// <param name="user">Whom it is about.</param>
    /// <param name="theirs">All memberships of the user, at every clinic.</param>
    /// <param name="adminId">Who wants to act.</param>
    /// <param name="admins">All memberships of the admin.</param>
    /// <param name="clinicId">The clinic in whose console they are.</param>
    public static AdminPower Over(
        User user, IReadOnlyCollection<Membership> theirs, Guid adminId, IReadOnlyCollection<Membership> admins, Guid clinicId)
    {
        var here = theirs.Where(m => m.ClinicId == clinicId).ToList();
        if (here.Count == 0 || RoleAt(clinicId, admins) is null)
        {
            return new AdminPower(PowerReach.Nothing, PowerLimit.NotHere);
        }

        if (user.Id == adminId)
        {
            return new AdminPower(PowerReach.Nothing, PowerLimit.Oneself);
        }

        if (here.Any(m => m.IsActive && !Reaches(admins, m)))
        {
            return new AdminPower(PowerReach.Nothing, PowerLimit.RoleAbove);
        }

        var limit = LimitOf(user, [.. theirs.Where(m => m.IsActive)], admins, clinicId);
        return new AdminPower(limit == PowerLimit.None ? PowerReach.SignIn : PowerReach.Membership, limit);
    }

    /// <summary>Whether these memberships let somebody decide about that one: they administer its clinic, in no lower role.</summary>
    public static bool Reaches(IReadOnlyCollection<Membership> admins, Membership membership) =>
        RoleAt(membership.ClinicId, admins) is { } own && MayGive(own, membership.Role);

    /// <summary>Whether somebody of a role may give that role, or take it away. Roles are listed from the highest down.</summary>
    public static bool MayGive(Role own, Role role) => Membership.Administrators.Contains(own) && role >= own;

    private static PowerLimit LimitOf(User user, IReadOnlyList<Membership> active, IReadOnlyCollection<Membership> admins, Guid clinicId) => user switch
    {
        { IsActive: false } => PowerLimit.AccountClosed,
        _ when active.All(m => m.ClinicId != clinicId) => PowerLimit.NotActive,
        { IsOperator: true } or { IsDeveloper: true } => PowerLimit.PlatformRole,
        _ when active.Any(m => !Reaches(admins, m)) => PowerLimit.AlsoElsewhere,
        _ => PowerLimit.None,
    };

    private static Role? RoleAt(Guid clinicId, IEnumerable<Membership> admins) =>
        admins.Where(m => m.ClinicId == clinicId && m.Administers).Select(m => (Role?)m.Role).Min();
}
