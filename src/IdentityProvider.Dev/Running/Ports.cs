using IdentityProvider.Dev.Postgres;

namespace IdentityProvider.Dev.Running;

/// <summary>Where the five hosts listen, all on loopback, and the URLs that follow from it.</summary>
/// <remarks>The EHR is reached by address and the rest by name, so that for browsers it is another site, as it is in production.</remarks>
public sealed record Ports(int Provider, int Ehr, int Portal, int SmartApp, int Carriers)
{
    public const int DefaultStart = 7100;

    public string Issuer => $"http://localhost:{Provider}";

    public string EhrUrl => $"http://127.0.0.1:{Ehr}";

    public string PortalUrl => $"http://localhost:{Portal}";

    public string SmartAppUrl => $"http://localhost:{SmartApp}";

    /// <summary>The EHR's FHIR server: what access tokens for it are aimed at.</summary>
    public string FhirBase => $"{EhrUrl}/fhir";

    public string InboxUrl => $"{Issuer}/dev/inbox";

    /// <summary>The ports of <c>--port-base</c>: provider +0, EHR +1, portal +2, SMART app +3, carriers +10.</summary>
    public static Ports From(int start) => new(start, start + 1, start + 2, start + 3, start + 10);

    /// <summary>Five that nobody listens on, for tests.</summary>
    public static Ports Free() => new(FreePort.Any(), FreePort.Any(), FreePort.Any(), FreePort.Any(), FreePort.Any());

    /// <exception cref="DevException">Somebody listens on one of them.</exception>
    public void EnsureFree()
    {
        int[] all = [Provider, Ehr, Portal, SmartApp, Carriers];
        var taken = all.Where(port => !FreePort.IsFree(port)).ToList();
        if (taken.Count > 0)
        {
            throw new DevException($"Port {string.Join(", ", taken)} of this machine is in use. Stop what listens there, or choose others: ./dev up --port-base {Provider + 100}");
        }
    }
}
