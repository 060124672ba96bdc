using System.Collections.Immutable;
using IdentityProvider.Factors;

namespace IdentityProvider.Clinics;

/// <summary>Whom the clinic asks for a second step.</summary>
public enum MfaRequirement
{
    Nobody,
    Staff,
    StaffAndPatients,
}

/// <summary>When the clinic asks for it.</summary>
public enum MfaMoment
{
    EverySignIn,
    UnrecognizedBrowsers,
}

/// <summary>When people are asked for a phone number. Whoever has a verified one is not asked.</summary>
public enum PhoneQuestion
{
    /// <summary>When an account is made and when a password is reset.</summary>
    Both,
    AccountCreation,
    PasswordReset,
    Never,
}

/// <summary>What a clinic demands of the people who sign in on its behalf. Defaults and ranges: docs/sign-in.md.</summary>
public sealed record ClinicPolicy
{
    public const int LongestTrustDays = 365;

    public static readonly ImmutableSortedSet<Method> EveryMethod = [.. Enum.GetValues<Method>()];

    /// <summary>NIST SP 800-63B-4 §3.1.1.2: a password that stands alone has at least so many characters.</summary>
    public const int NistPasswordAlone = 15;

    public MfaRequirement Require { get; init; } = MfaRequirement.Staff;

    /// <summary>What counts as the second step for owners, admins and staff. Never empty while they are required to have one.</summary>
    public ImmutableSortedSet<Method> StaffMethods { get; init; } = [Method.Text, Method.Voice, Method.AuthenticatorApp];

    /// <summary>The same for patients.</summary>
    public ImmutableSortedSet<Method> PatientMethods { get; init; } = [Method.Text, Method.Voice, Method.Email, Method.AuthenticatorApp];

    public MfaMoment When { get; init; } = MfaMoment.UnrecognizedBrowsers;

    /// <summary>Days for which a browser may stand in for the second step, counted from when it was trusted. 0 means never.</summary>
    public int RememberStaffDays { get; init; } = 30;

    /// <summary>The same for patients.</summary>
    public int RememberPatientsDays { get; init; } = 90;

    /// <summary>Digits of a code, 5 to 8. NIST SP 800-63B-4 §3.1.3 accepts 6 and more.</summary>
    public int CodeLength { get; init; } = 6;

    /// <summary>Minutes for which a code may be used, 3 to 10 (the same section stops at ten).</summary>
    public int CodeLifetimeMinutes { get; init; } = 10;

    /// <summary>Days for which somebody who never had a second step may put setting one up off, from when it is asked of them. 0: none.</summary>
    public int GraceDays { get; init; }

    public PhoneQuestion AskForPhone { get; init; } = PhoneQuestion.Both;

    /// <summary>Whether the question for a phone can only be answered, not skipped.</summary>
    public bool PhoneRequired { get; init; }

    /// <summary>Whether internet phone numbers are refused where the carrier look-up recognises them.</summary>
    public bool RefuseVoip { get; init; }

    /// <summary>Characters a password needs at least where a second step is always asked for, 8 to 64 (NIST SP 800-63B-4 §3.1.1.2).</summary>
    public int ShortestPassword { get; init; } = 12;

    /// <summary>The same for people who can end without a second step. NIST asks 15 of them; less is a deviation that is told and recorded.</summary>
    public int ShortestPasswordAlone { get; init; } = NistPasswordAlone;

    /// <summary>Minutes after which a session left alone locks, 5 to 60; hours after which it ends, 1 to 24.</summary>
    public int StaffIdleMinutes { get; init; } = 30;

    /// <inheritdoc cref="StaffIdleMinutes"/>
    public int StaffSessionHours { get; init; } = 12;

    /// <inheritdoc cref="StaffIdleMinutes"/>
    public int PatientIdleMinutes { get; init; } = 30;

    /// <inheritdoc cref="StaffIdleMinutes"/>
    public int PatientSessionHours { get; init; } = 12;

    /// <summary>Whether the people in <see cref="EmergencyUsers"/> may use emergency access.</summary>
    public bool EmergencyAccess { get; init; }

    /// <summary>How long an emergency session lasts, 15 to 240 minutes.</summary>
    public int EmergencyMinutes { get; init; } = 60;

    /// <summary>Ids of the people named for emergency access. They keep their names here while it is off.</summary>
    public ImmutableSortedSet<Guid> EmergencyUsers { get; init; } = [];

    /// <summary>Whether somebody may use emergency access. An active membership as staff is asked for beside it.</summary>
    public bool LetsInEmergency(Guid userId) => EmergencyAccess && EmergencyUsers.Contains(userId);

    public bool Requires(RoleGroup group) => Require switch
    {
        MfaRequirement.Nobody => false,
        MfaRequirement.Staff => group == RoleGroup.Staff,
        MfaRequirement.StaffAndPatients => true,
    };

    public ImmutableSortedSet<Method> MethodsFor(RoleGroup group) => group == RoleGroup.Staff ? StaffMethods : PatientMethods;

    /// <summary>Days a trusted browser counts for; 0 where every sign-in asks.</summary>
    public int TrustDaysFor(RoleGroup group) => When switch
    {
        MfaMoment.EverySignIn => 0,
        MfaMoment.UnrecognizedBrowsers => group == RoleGroup.Staff ? RememberStaffDays : RememberPatientsDays,
    };

    public TimeSpan IdleLockFor(RoleGroup group) => TimeSpan.FromMinutes(group == RoleGroup.Staff ? StaffIdleMinutes : PatientIdleMinutes);

    public TimeSpan LongestSessionFor(RoleGroup group) => TimeSpan.FromHours(group == RoleGroup.Staff ? StaffSessionHours : PatientSessionHours);

    /// <summary>Characters a password of somebody of that group needs at least.</summary>
    /// <param name="group">Staff or patients.</param>
    /// <param name="canEndWithoutFactor">Whether this person may sign in with the password alone for a reason of their own: an exemption.</param>
    public int ShortestPasswordFor(RoleGroup group, bool canEndWithoutFactor = false) =>
        Requires(group) && !canEndWithoutFactor ? ShortestPassword : Math.Max(ShortestPassword, ShortestPasswordAlone);

    /// <summary>Whether a phone is asked for at that moment: <see cref="PhoneQuestion.AccountCreation"/> or <see cref="PhoneQuestion.PasswordReset"/>.</summary>
    public bool AsksForPhoneAt(PhoneQuestion moment) => AskForPhone == PhoneQuestion.Both || AskForPhone == moment;

    // A record compares members; sets compare by reference, so equality is asked setting by setting.
    public bool Equals(ClinicPolicy? other) => other is not null && PolicyComparison.Changed(this, other).Count == 0;

    public override int GetHashCode() => HashCode.Combine(Require, When, RememberStaffDays, RememberPatientsDays, CodeLength, CodeLifetimeMinutes);
}
