using System.Globalization;
using System.Security.Claims;
using System.Text.Json;

namespace Samples.Ehr.Fhir;

/// <summary>A very small read-only FHIR server: what a real one would do, on three routes.</summary>
public static class FhirEndpoints
{
    private const string Json = "application/fhir+json";

    /// <summary>Who may read: a token for this app's client, at a clinic this EHR serves.</summary>
    public const string ClinicPolicy = "Clinic";

    public static void MapFhir(this WebApplication app)
    {
        var fhir = app.MapGroup("/fhir").RequireAuthorization(ClinicPolicy);
        fhir.MapGet("/Patient", (ClaimsPrincipal user, HttpRequest request) =>
            Found(request, "Patient", ClinicOf(user).Patients, patient => patient.Id));
        fhir.MapGet("/Patient/{id}", (ClaimsPrincipal user, string id) =>
            // Only this clinic's patients are looked at: another clinic's id answers like one that does not exist.
            ClinicOf(user).Patients.FirstOrDefault(patient => patient.Id == id) is { } patient
                ? Results.Json(patient, JsonSerializerOptions.Web, Json)
                : Refused(404, "not-found", "No such patient."));
        fhir.MapGet("/Appointment", (ClaimsPrincipal user, HttpRequest request, string? date) =>
            DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? Found(request, "Appointment", ClinicOf(user).VisitsOn(day), visit => visit.Id)
                : Refused(400, "invalid", "date=yyyy-MM-dd is needed."));
    }

    /// <summary>The rule behind <see cref="ClinicPolicy"/>.</summary>
    public static bool MayRead(ClaimsPrincipal user, string clientId) =>
        user.FindFirstValue("client_id") == clientId && DemoRecords.Of(user.FindFirstValue("practice_id")) is not null;

    // The clinic comes from the token alone. A clinic named in the URL would be the caller's word.
    private static ClinicRecords ClinicOf(ClaimsPrincipal user) => DemoRecords.Of(user.FindFirstValue("practice_id"))!;

    private static IResult Found<T>(HttpRequest request, string type, IReadOnlyList<T> resources, Func<T, string> id)
    {
        var address = $"{request.Scheme}://{request.Host}/fhir/{type}";
        var entries = resources.Select(resource => new Entry<T>($"{address}/{id(resource)}", resource));
        return Results.Json(new Bundle<T>("searchset", resources.Count, [.. entries]), JsonSerializerOptions.Web, Json);
    }

    private static IResult Refused(int status, string code, string diagnostics) =>
        Results.Json(OperationOutcome.Error(code, diagnostics), JsonSerializerOptions.Web, Json, status);
}
