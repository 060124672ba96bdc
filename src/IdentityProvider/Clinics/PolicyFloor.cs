using System.Collections.Immutable;
using IdentityProvider.Factors;

namespace IdentityProvider.Clinics;

/// <summary>What the deployment demands of every clinic. The default demands nothing that a clinic's own ranges do not.</summary>
public sealed record PolicyFloor
{
    public MfaRequirement Require { get; init; } = MfaRequirement.Nobody;

    public bool RefuseEmail { get; init; }

    public int LongestTrustDays { get; init; } = ClinicPolicy.LongestTrustDays;

    public int ShortestCode { get; init; } = 5;

    public int LongestCodeMinutes { get; init; } = 10;

    public int ShortestPassword { get; init; } = 8;

    public int LongestIdleMinutes { get; init; } = 60;

    public int LongestSessionHours { get; init; } = 24;

    public bool AllowEmergencyAccess { get; init; } = true;

    public bool RefuseVoip { get; init; }

    public bool Requires(RoleGroup group) => new ClinicPolicy { Require = Require }.Requires(group);

    public ImmutableSortedSet<Method> Allowed(ImmutableSortedSet<Method> methods) => RefuseEmail ? methods.Remove(Method.Email) : methods;

    /// <summary>
    /// A clinic's policy lifted to the floor. Whom the clinic asks stays its own word: the floor's asking is a rule beside it, which no grace
    /// and no exemption softens.
    /// </summary>
    public ClinicPolicy Raise(ClinicPolicy policy) => policy with
    {
        StaffMethods = Allowed(policy.StaffMethods),
        PatientMethods = Allowed(policy.PatientMethods),
        RememberStaffDays = Math.Min(policy.RememberStaffDays, LongestTrustDays),
        RememberPatientsDays = Math.Min(policy.RememberPatientsDays, LongestTrustDays),
        CodeLength = Math.Max(policy.CodeLength, ShortestCode),
        CodeLifetimeMinutes = Math.Min(policy.CodeLifetimeMinutes, LongestCodeMinutes),
        ShortestPassword = Math.Max(policy.ShortestPassword, ShortestPassword),
        ShortestPasswordAlone = Math.Max(policy.ShortestPasswordAlone, ShortestPassword),
        StaffIdleMinutes = Math.Min(policy.StaffIdleMinutes, LongestIdleMinutes),
        PatientIdleMinutes = Math.Min(policy.PatientIdleMinutes, LongestIdleMinutes),
        StaffSessionHours = Math.Min(policy.StaffSessionHours, LongestSessionHours),
        PatientSessionHours = Math.Min(policy.PatientSessionHours, LongestSessionHours),
        EmergencyAccess = policy.EmergencyAccess && AllowEmergencyAccess,
        RefuseVoip = policy.RefuseVoip || RefuseVoip,
    };
}
