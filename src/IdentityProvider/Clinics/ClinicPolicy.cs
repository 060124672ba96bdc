using System.Collections.Immutable;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;

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

/// <summary>What a clinic demands of the people who sign in on its behalf. Defaults and ranges: docs/sign-in.md.</summary>
public sealed record ClinicPolicy
{
    public const int LongestTrustDays = 365;

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

    public bool Requires(RoleGroup group) => Require switch
    {
        MfaRequirement.Nobody => false,
        MfaRequirement.Staff => group == RoleGroup.Staff,
        MfaRequirement.StaffAndPatients => true,
    };

    /// <summary>The least length of a new password: more for people who can end a sign-in without a second factor.</summary>
    public int ShortestPasswordFor(RoleGroup group) => Requires(group) ? 12 : PasswordDemands.ShortestAlone;

    public ImmutableSortedSet<Method> MethodsFor(RoleGroup group) => group == RoleGroup.Staff ? StaffMethods : PatientMethods;

    /// <summary>Days a trusted browser counts for; 0 where every sign-in asks.</summary>
    public int TrustDaysFor(RoleGroup group) => When switch
    {
        MfaMoment.EverySignIn => 0,
        MfaMoment.UnrecognizedBrowsers => group == RoleGroup.Staff ? RememberStaffDays : RememberPatientsDays,
    };

    /// <summary>Whether these proofs are enough of a second factor for somebody of that group.</summary>
    public bool IsMetBy(IEnumerable<Proof> proofs, RoleGroup group) =>
        !Requires(group)
        || proofs.Any(proof => SecondFactor.Counts(MethodsFor(group), proof.Kind) || SecondFactor.TrustCounts(proof, TrustDaysFor(group), MethodsFor(group)));

    // A record compares members; sets compare by reference, so equality is spelled out where "did anything change?" is asked.
    public bool Equals(ClinicPolicy? other) =>
        other is not null
        && (Require, When, RememberStaffDays, RememberPatientsDays, CodeLength, CodeLifetimeMinutes)
            == (other.Require, other.When, other.RememberStaffDays, other.RememberPatientsDays, other.CodeLength, other.CodeLifetimeMinutes)
        && StaffMethods.SetEquals(other.StaffMethods)
        && PatientMethods.SetEquals(other.PatientMethods);

    public override int GetHashCode() => HashCode.Combine(Require, When, RememberStaffDays, RememberPatientsDays, CodeLength, CodeLifetimeMinutes);
}
