using IdentityProvider.Factors;

namespace IdentityProvider.Clinics;

/// <summary>The habits of another system as a policy, so that a clinic which moves keeps them. Every setting can still be changed.</summary>
/// <param name="Name">In addresses, and the last part of its texts' keys.</param>
/// <param name="Over">Lays the habits over a policy. What the other system says nothing about (passwords, sessions, emergency access) stays.</param>
public sealed record Preset(string Name, Func<ClinicPolicy, ClinicPolicy> Over)
{
    /// <summary>Practice Fusion (PF1–PF3): a phone asked for when an account is made and at resets, text or call, 5 digits, on browsers not seen before.</summary>
    public static readonly Preset NewBrowsers = new("NewBrowsers", policy => policy with
    {
        Require = MfaRequirement.Staff,
        When = MfaMoment.UnrecognizedBrowsers,
        StaffMethods = [Method.Text, Method.Voice],
        GraceDays = 0,
        RememberStaffDays = ClinicPolicy.LongestTrustDays,
        CodeLength = 5,
        CodeLifetimeMinutes = 10,
        AskForPhone = PhoneQuestion.Both,
        PhoneRequired = true,
        RefuseVoip = false,
    });

    /// <summary>Ensora "Fusion" (EN1–EN6): e-mail or text at every sign-in, staff only, from the next one on, codes of 10 minutes. Patients are not touched.</summary>
    public static readonly Preset EverySignIn = new("EverySignIn", policy => policy with
    {
        Require = MfaRequirement.Staff,
        When = MfaMoment.EverySignIn,
        StaffMethods = [Method.Text, Method.Email],
        GraceDays = 0,
        RememberStaffDays = 0,
        CodeLength = 6,
        CodeLifetimeMinutes = 10,
        AskForPhone = PhoneQuestion.Never,
        PhoneRequired = false,
    });

    /// <summary>TherapyAppointment (TA1–TA9): text or voice, 8 digits, staff and clients, remembered for a year.</summary>
    public static readonly Preset RememberYear = new("RememberYear", policy => policy with
    {
        Require = MfaRequirement.StaffAndPatients,
        When = MfaMoment.UnrecognizedBrowsers,
        StaffMethods = [Method.Text, Method.Voice],
        PatientMethods = [Method.Text, Method.Voice],
        GraceDays = 0,
        RememberStaffDays = ClinicPolicy.LongestTrustDays,
        RememberPatientsDays = ClinicPolicy.LongestTrustDays,
        CodeLength = 8,
        CodeLifetimeMinutes = 10,
        AskForPhone = PhoneQuestion.Never,
        PhoneRequired = false,
    });

    public static readonly IReadOnlyList<Preset> All = [NewBrowsers, EverySignIn, RememberYear];

    public static Preset? Named(string? name) => All.FirstOrDefault(preset => preset.Name == name);
}
