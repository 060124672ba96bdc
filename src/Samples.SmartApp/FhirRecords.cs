using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Samples.SmartApp.Launching;

namespace Samples.SmartApp;

/// <summary>One measurement in words.</summary>
public sealed record Vital(string Name, string Value);

/// <summary>The patient of a visit, as far as this app shows them.</summary>
public sealed record PatientRecord(string Name, string Born, IReadOnlyList<Vital> Vitals);

/// <summary>Reads the record with the visit's token: whatever the token does not reach, this app does not see.</summary>
public sealed class FhirRecords(HttpClient http, IOptions<SmartAppOptions> options)
{
    public async Task<PatientRecord> ReadAsync(Visit visit, CancellationToken ct)
    {
        var patient = await GetAsync(visit, $"Patient/{Uri.EscapeDataString(visit.Patient)}", ct);
        var name = patient.GetProperty("name")[0];
        var bundle = await GetAsync(visit, $"Observation?patient={Uri.EscapeDataString(visit.Patient)}", ct);
        return new PatientRecord(
            $"{name.GetProperty("given")[0].GetString()} {name.GetProperty("family").GetString()}",
            patient.GetProperty("birthDate").GetString() ?? "",
            [.. bundle.GetProperty("entry").EnumerateArray().Select(entry => Describe(entry.GetProperty("resource")))]);
    }

    private static Vital Describe(JsonElement observation)
    {
        var value = observation.GetProperty("valueQuantity");
        return new Vital(observation.GetProperty("code").GetProperty("text").GetString() ?? "", $"{value.GetProperty("value")} {value.GetProperty("unit").GetString()}");
    }

    private async Task<JsonElement> GetAsync(Visit visit, string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{options.Value.FhirBase}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", visit.AccessToken);
        using var response = await http.SendAsync(request, ct);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(ct);
    }
}
