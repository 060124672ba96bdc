using IdentityProvider.Dev.Running;

namespace IdentityProvider.Dev.Seeding;

/// <summary>The two relying apps of the demo.</summary>
internal static class DemoClients
{
    public const string EhrId = "lakeside-ehr";
    public const string PortalId = "patient-portal";

    public static readonly IReadOnlyList<string> Scopes = ["openid", "profile", "email", "offline_access"];

    public static IReadOnlyList<DemoClient> For(Ports ports, string clientSecret) =>
    [
        new(EhrId, clientSecret, [$"{ports.EhrUrl}/signin-oidc"], Scopes, "Lakeside EHR: a server-side app for the staff of both clinics"),
        new(PortalId, ClientSecret: null, [$"{ports.PortalUrl}/callback.html"], Scopes, "Patient Portal: a browser app without a secret, for patients"),
    ];
}
