using Microsoft.Extensions.Options;

namespace Samples.SmartApp.Launching;

/// <summary>Sends the browser to the provider that the FHIR server names.</summary>
internal static class StartLaunch
{
    /// <summary>GET /launch: an EHR opens this app, with the address of its FHIR server and a value for the provider (SMART App Launch 2.2 §2.0.3).</summary>
    public static Task<IResult> FromEhrAsync(
        HttpContext http, SmartServer server, TripCookie cookie, IOptions<SmartAppOptions> options, string? iss, string? launch, CancellationToken ct) =>
        iss != options.Value.FhirBase || string.IsNullOrEmpty(launch)
            ? Task.FromResult(Results.Redirect("/problem?why=launch"))
            : GoAsync(http, server, cookie, options.Value, launch, ct);

    /// <summary>GET /start: somebody opens this app by itself; the provider asks them which patient they mean (§2.0.6).</summary>
    public static Task<IResult> StandaloneAsync(
        HttpContext http, SmartServer server, TripCookie cookie, IOptions<SmartAppOptions> options, CancellationToken ct) =>
        GoAsync(http, server, cookie, options.Value, launch: null, ct);

    private static async Task<IResult> GoAsync(
        HttpContext http, SmartServer server, TripCookie cookie, SmartAppOptions options, string? launch, CancellationToken ct)
    {
        var trip = LaunchTrip.Begin();
        cookie.Write(http, trip);
        return Results.Redirect(trip.AuthorizeUrl(await server.DocumentAsync(ct), options, launch));
    }
}
