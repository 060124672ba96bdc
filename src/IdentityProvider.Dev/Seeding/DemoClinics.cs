using IdentityProvider.Clinics;
using IdentityProvider.Factors;

namespace IdentityProvider.Dev.Seeding;

/// <summary>A demo clinic: who it is, and what it asks of its people.</summary>
/// <param name="Id">The same in every demo: the sample EHR knows its clinics by it.</param>
internal sealed record DemoClinic(
    Guid Id, string PracticeId, string Name, string TextName, string TimeZone, string FrontDeskPhone, string BrandColor, ClinicPolicy Policy)
{
    public Clinic Make(DateTimeOffset now) => new(PracticeId, Name, TextName, TimeZone, now)
    {
        Id = Id,
        FrontDeskPhone = FrontDeskPhone,
        BrandColor = BrandColor,
    };
}

/// <summary>Two clinics that ask differently.</summary>
internal static class DemoClinics
{
    /// <summary>Staff by text or call, on browsers it does not know yet.</summary>
    public static readonly DemoClinic Lakeside = new(
        new("01980000-0000-7000-8000-000000001042"), "LAKE-1042", "Lakeside Family Medicine", "Lakeside FM", "America/Chicago", "(218) 555-0142", "#0f5661", new ClinicPolicy
        {
            Require = MfaRequirement.Staff,
            StaffMethods = [Method.Text, Method.Voice],
            When = MfaMoment.UnrecognizedBrowsers,
            RememberStaffDays = 30,
        });

    /// <summary>Staff by e-mail or text, every time. Patients are left alone.</summary>
    public static readonly DemoClinic CedarGrove = new(
        new("01980000-0000-7000-8000-000000002077"), "CEDR-2077", "Cedar Grove Pediatrics", "Cedar Grove Peds", "America/New_York", "(973) 555-0177", "#3d5a2a", new ClinicPolicy
        {
            Require = MfaRequirement.Staff,
            StaffMethods = [Method.Email, Method.Text],
            When = MfaMoment.EverySignIn,
        });

    public static readonly IReadOnlyList<DemoClinic> All = [Lakeside, CedarGrove];
}
