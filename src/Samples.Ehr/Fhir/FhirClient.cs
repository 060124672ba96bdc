using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Samples.Ehr.SignIn;

namespace Samples.Ehr.Fhir;

/// <summary>How the pages read records: over HTTP with the signed-in user's access token, as any other FHIR client would.</summary>
public sealed class FhirClient(HttpClient http)
{
    public async Task<IReadOnlyList<Patient>> PatientsAsync(EhrSession session, CancellationToken ct) =>
        Resources(await GetAsync<Bundle<Patient>>(session, "fhir/Patient", ct));

    public Task<Patient?> PatientAsync(EhrSession session, string id, CancellationToken ct) =>
        GetAsync<Patient>(session, $"fhir/Patient/{Uri.EscapeDataString(id)}", ct);

    public async Task<IReadOnlyList<Appointment>> VisitsAsync(EhrSession session, DateOnly day, CancellationToken ct) =>
        Resources(await GetAsync<Bundle<Appointment>>(
            session, $"fhir/Appointment?date={day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}", ct));

    /// <exception cref="StepUpNeededException">The API wants a fresher or stronger sign-in first.</exception>
    public async Task<IReadOnlyList<MedicationRequest>> PrescriptionsAsync(EhrSession session, string patientId, CancellationToken ct) =>
        Resources(await GetAsync<Bundle<MedicationRequest>>(session, $"fhir/MedicationRequest?patient={Uri.EscapeDataString(patientId)}", ct));

    private static List<T> Resources<T>(Bundle<T>? bundle) => [.. bundle?.Entry.Select(entry => entry.Resource) ?? []];

    private async Task<T?> GetAsync<T>(EhrSession session, string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", session.AccessToken);
        using var response = await http.SendAsync(request, ct);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return default;
        }

        if (StepUpNeed.In(response) is { } need)
        {
            throw new StepUpNeededException(need);
        }

        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, ct);
    }
}
