using IdentityProvider.Clinics;

namespace IdentityProvider.Admin.People;

/// <summary>Something an admin can do to a person, on a page of its own below the person's.</summary>
/// <param name="Name">The last part of the keys Act.… and ActMeans.…</param>
/// <param name="Path">The last part of its address.</param>
/// <param name="Needs">How far the admin's power must go.</param>
/// <param name="IsOffered">Whether it makes sense for this person now.</param>
/// <param name="StopsAccess">Whether it stands among what takes something away for good.</param>
public sealed record PersonAction(
    string Name, string Icon, string Path, PowerReach Needs, Func<PersonVisit, bool>? IsOffered = null, bool StopsAccess = false);

/// <summary>The list that the person's page shows, in its order. A new action is a page of its own and a line here.</summary>
public static class PersonActions
{
    public static readonly IReadOnlyList<PersonAction> All =
    [
        new("PasswordLink", "mail", "password-link", PowerReach.SignIn, visit => visit.Person.EmailVerifiedAt is not null),
        new("Unlock", "lock-open", "unlock", PowerReach.SignIn, visit => visit.Person.Email is not null),
        new("LetBackIn", "key", "recovery", PowerReach.SignIn, visit => visit.Person.EmailVerifiedAt is not null),
        new("Email", "mail", "email", PowerReach.SignIn),
        new("Role", "user-circle", "role", PowerReach.Membership, visit => visit.Here.Any(m => m.IsActive && m.Group == RoleGroup.Staff)),
        new("Bypass", "ticket", "bypass", PowerReach.SignIn, visit => visit.IsActive),
        new("TakeFactor", "shield-lock", "factors", PowerReach.SignIn, visit => visit.IsActive),
        new("Reactivate", "login", "reactivate", PowerReach.Membership,
            visit => visit.Here.Any(m => m.DeactivatedAt is not null && AdminPower.MayGive(visit.Admin.Role, m.Role))),
        new("Deactivate", "lock", "deactivate", PowerReach.Membership, visit => visit.IsActive, StopsAccess: true),
        new("ResetPhone", "phone-call", "reset-phone", PowerReach.SignIn, visit => visit.IsActive && visit.HasPhone),
        new("ForgetBrowsers", "device-desktop", "forget-browsers", PowerReach.SignIn, visit => visit.IsActive, StopsAccess: true),
        new("SecondStep", "shield-lock", "second-step", PowerReach.Membership, visit => visit.IsActive),
        new("SignOut", "login", "sign-out", PowerReach.Membership, visit => visit.IsActive, StopsAccess: true),
        new("EndEverything", "device-desktop", "end-everything", PowerReach.SignIn, StopsAccess: true),
    ];

    /// <summary>What this admin may do to this person now.</summary>
    public static IEnumerable<PersonAction> Of(PersonVisit visit) =>
        All.Where(action => visit.Power.Covers(action.Needs) && action.IsOffered?.Invoke(visit) is not false);
}
