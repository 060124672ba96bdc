using IdentityProvider.Factors;

namespace IdentityProvider.Clinics;

/// <summary>The habits of another system as a policy, so that a clinic which moves keeps them. Every setting can still be changed.</summary>
/// <param name="Name">In addresses, and the last part of its texts' keys.</param>
public sealed record Preset(string Name, ClinicPolicy Policy)
{
    /// <summary>Practice Fusion (PF1–PF3): text or call, 5 digits, on browsers not seen before.</summary>
    public static readonly Preset NewBrowsers = new("NewBrowsers", new ClinicPolicy
    {
        Require = MfaRequirement.Staff,
        When = MfaMoment.UnrecognizedBrowsers,
        StaffMethods = [Method.Text, Method.Voice],
        RememberStaffDays = ClinicPolicy.LongestTrustDays,
        CodeLength = 5,
    });

    /// <summary>Ensora "Fusion" (EN1–EN6): e-mail or text at every sign-in, staff only, codes of 10 minutes.</summary>
    public static readonly Preset EverySignIn = new("EverySignIn", new ClinicPolicy
    {
        Require = MfaRequirement.Staff,
        When = MfaMoment.EverySignIn,
        StaffMethods = [Method.Text, Method.Email],
        RememberStaffDays = 0,
        RememberPatientsDays = 0,
    });

    /// <summary>TherapyAppointment (TA1–TA7): text or voice, 8 digits, staff and clients, remembered for a year.</summary>
    public static readonly Preset RememberYear = new("RememberYear", new ClinicPolicy
    {
        Require = MfaRequirement.StaffAndPatients,
        When = MfaMoment.UnrecognizedBrowsers,
        StaffMethods = [Method.Text, Method.Voice],
        PatientMethods = [Method.Text, Method.Voice],
        RememberStaffDays = ClinicPolicy.LongestTrustDays,
        RememberPatientsDays = ClinicPolicy.LongestTrustDays,
        CodeLength = 8,
    });

    public static readonly IReadOnlyList<Preset> All = [NewBrowsers, EverySignIn, RememberYear];

    public static Preset? Named(string? name) => All.FirstOrDefault(preset => preset.Name == name);
}
