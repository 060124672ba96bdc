using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Samples.Ehr.SignIn;

namespace Samples.Ehr.Apps;

/// <summary>
/// Opens SMART apps (SMART App Launch 2.2 §2.0.3): tells the provider what is open here, and takes the value that the app shows there.
/// The patient's id never passes through the browser's address on its way to the app's token.
/// </summary>
public sealed class AppLaunches(HttpClient http, TokenEndpoint tokens, IOptions<EhrOptions> options)
{
    private const string Scope = "launch:prepare";

    private sealed record Answer(
        [property: JsonPropertyName("launch")] string? Launch,
        [property: JsonPropertyName("resume")] string? Resume,
        [property: JsonPropertyName("error_description")] string? Problem);

    public bool IsPossible => options.Value.SmartAppLaunchUrl.Length > 0;

    /// <returns>Where to send the browser: the app's own launch URL.</returns>
    public async Task<string> OpenAsync(EhrSession session, string patientId, CancellationToken ct)
    {
        var answer = await PrepareAsync(
            new
            {
                aud = options.Value.FhirBase,
                client_id = options.Value.SmartAppClientId,

                // For this user in this clinic: whoever else is handed the link opens nothing with it.
                sub = session.User.Subject,
                clinic_id = session.User.ClinicId,
                patient = patientId,
                need_patient_banner = true,
                intent = "vitals",
            },
            ct);
        return $"{options.Value.SmartAppLaunchUrl}?iss={Uri.EscapeDataString(options.Value.FhirBase)}&launch={Uri.EscapeDataString(answer.Launch ?? "")}";
    }

    /// <summary>Answers for an app that started by itself and wants to know the patient.</summary>
    /// <param name="request">As the provider named it when it sent the browser to our list of patients.</param>
    /// <returns>Where to send the browser back to.</returns>
    public async Task<string> PickAsync(EhrSession session, Guid request, string patientId, CancellationToken ct)
    {
        var answer = await PrepareAsync(
            new { aud = options.Value.FhirBase, request, sub = session.User.Subject, clinic_id = session.User.ClinicId, patient = patientId }, ct);
        return answer.Resume ?? "/";
    }

    private async Task<Answer> PrepareAsync(object launch, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{options.Value.Authority}/connect/launch") { Content = JsonContent.Create(launch) };
        var token = await tokens.OfThisAppAsync(Scope, ct);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.AccessToken ?? "");
        try
        {
            using var response = await http.SendAsync(request, ct);
            return response.IsSuccessStatusCode && await response.Content.ReadFromJsonAsync<Answer>(ct) is { } answer
                ? answer
                : throw new AuthorityUnavailableException($"The provider did not take the launch: {(int)response.StatusCode}.");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            throw new AuthorityUnavailableException("The provider could not be reached for a launch.", exception);
        }
    }
}
