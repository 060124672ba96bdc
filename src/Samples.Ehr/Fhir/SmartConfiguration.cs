using Microsoft.Extensions.Options;

namespace Samples.Ehr.Fhir;

/// <summary>
/// GET /fhir/.well-known/smart-configuration: SMART apps look for it below the FHIR base (SMART App Launch 2.2 §6.0). The provider knows
/// what stands in it; this server only hands it on.
/// </summary>
internal static class SmartConfiguration
{
    public static async Task<IResult> HandleAsync(IHttpClientFactory clients, IOptions<EhrOptions> options, CancellationToken ct)
    {
        using var http = clients.CreateClient(nameof(SmartConfiguration));
        try
        {
            var document = await http.GetByteArrayAsync(
                new Uri($"{options.Value.Authority}/.well-known/smart-configuration?base={Uri.EscapeDataString(options.Value.FhirBase)}"), ct);
            return Results.Bytes(document, "application/json");
        }
        catch (HttpRequestException)
        {
            return Results.Json(OperationOutcome.Error("transient", "The identity provider does not answer. Try again in a minute."), statusCode: 503);
        }
    }
}
