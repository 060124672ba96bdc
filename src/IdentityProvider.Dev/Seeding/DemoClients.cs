using IdentityProvider.Dev.Running;

namespace IdentityProvider.Dev.Seeding;

/// <summary>The relying apps of the demo.</summary>
internal static class DemoClients
{
    public const string EhrId = "lakeside-ehr";
    public const string PortalId = "patient-portal";
    public const string SmartAppId = "vitals-smart-app";

    private static readonly string[] SignIn = ["openid", "profile", "email", "offline_access"];

    /// <summary>What SMART apps may read of one patient.</summary>
    private static readonly string[] OnePatient = ["fhirUser", "launch/patient", "online_access", "patient/Patient.rs", "patient/Observation.rs"];

    public static IReadOnlyList<DemoClient> For(Ports ports, string clientSecret) =>
    [
        new(EhrId, clientSecret, [$"{ports.EhrUrl}/signin-oidc"], [.. SignIn, "fhirUser", "user/*.rs", "launch:prepare"],
            "Lakeside EHR: a server-side app for the staff of both clinics"),
        new(PortalId, ClientSecret: null, [$"{ports.PortalUrl}/callback.html", $"{ports.PortalUrl}/records.html"], [.. SignIn, .. OnePatient],
            "Patient Portal: a browser app without a secret, for patients"),
        new(SmartAppId, ClientSecret: null, [$"{ports.SmartAppUrl}/callback"], ["openid", "launch", .. OnePatient],
            "Vitals: a SMART app that the EHR opens for a patient"),
    ];
}
