using System.Globalization;
using System.Security.Claims;
using System.Text.Json;

namespace Samples.Ehr.Fhir;

/// <summary>A very small read-only FHIR server: what a real one would do, on a few routes.</summary>
public static class FhirEndpoints
{
    private const string Json = "application/fhir+json";

    /// <summary>Whoever brings an access token for this API; what it opens is decided at each route.</summary>
    public const string TokenPolicy = "AccessToken";

    private delegate IResult Route(FhirAccess access, HttpContext http);

    public static void MapFhir(this WebApplication app)
    {
        app.MapGet("/fhir/.well-known/smart-configuration", SmartConfiguration.HandleAsync).AllowAnonymous();
        var fhir = app.MapGroup("/fhir").RequireAuthorization(TokenPolicy);
        Map(fhir, "/Patient", "Patient", 's', (access, http) => Found(http, "Patient", [.. access.Patients], patient => patient.Id));
        Map(fhir, "/Patient/{id}", "Patient", 'r', (access, http) =>
            access.Patients.FirstOrDefault(patient => patient.Id == http.GetRouteValue("id") as string) is { } patient
                ? Results.Json(patient, JsonSerializerOptions.Web, Json)
                : Refused(404, "not-found", "No such patient."));
        Map(fhir, "/Appointment", "Appointment", 's', (access, http) =>
            DateOnly.TryParseExact(http.Request.Query["date"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? Found(http, "Appointment", VisitsOn(access, day), visit => visit.Id)
                : Refused(400, "invalid", "date=yyyy-MM-dd is needed."));
        Map(fhir, "/Observation", "Observation", 's', (access, http) => OfPatient(http, access, patient => Found(
            http, "Observation", [.. DemoVitals.Of(patient).Where(vital => access.Reaches(vital.CategoryCode))], vital => vital.Id)));
        Map(fhir, "/MedicationRequest", "MedicationRequest", 's', (access, http) => OfPatient(http, access, patient => Found(
            http, "MedicationRequest", DemoVitals.PrescriptionsOf(patient), prescription => prescription.Id)))
            .AddEndpointFilter(StepUp.AskAsync);
        fhir.MapMethods("/{**rest}", ["OPTIONS"], () => Results.NoContent()).AllowAnonymous();
    }

    private static RouteHandlerBuilder Map(RouteGroupBuilder fhir, string path, string type, char letter, Route route) =>
        fhir.MapGet(path, (ClaimsPrincipal user, HttpContext http) => FhirAccess.For(user, type, letter) is { } access
            ? route(access, http)
            : OutOfScope(http, type, letter));

    // RFC 6750 §3.1: says which scope would do.
    private static IResult OutOfScope(HttpContext http, string type, char letter)
    {
        http.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"user/{type}.{letter}\"";
        return Refused(403, "forbidden", $"The token's scope does not reach {type} here.");
    }

    private static IResult OfPatient(HttpContext http, FhirAccess access, Func<Patient, IResult> answer)
    {
        var asked = ((string?)http.Request.Query["patient"])?.Split('/')[^1];
        return asked is null ? Refused(400, "invalid", "patient= is needed.")
            : access.Patients.FirstOrDefault(patient => patient.Id == asked) is { } patient ? answer(patient)
            : Refused(404, "not-found", "No such patient.");
    }

    private static List<Appointment> VisitsOn(FhirAccess access, DateOnly day)
    {
        var mine = access.Patients.Select(patient => $"Patient/{patient.Id}").ToHashSet(StringComparer.Ordinal);
        return [.. access.Clinics.SelectMany(clinic => clinic.VisitsOn(day)).Where(visit => mine.Contains(visit.Participant[0].Actor.To))];
    }

    private static IResult Found<T>(HttpContext http, string type, IReadOnlyList<T> resources, Func<T, string> id)
    {
        var address = $"{http.Request.Scheme}://{http.Request.Host}/fhir/{type}";
        var entries = resources.Select(resource => new Entry<T>($"{address}/{id(resource)}", resource));
        return Results.Json(new Bundle<T>("searchset", resources.Count, [.. entries]), JsonSerializerOptions.Web, Json);
    }

    private static IResult Refused(int status, string code, string diagnostics) =>
        Results.Json(OperationOutcome.Error(code, diagnostics), JsonSerializerOptions.Web, Json, status);
}
