using System.Text.Json;
using IdentityProvider.Clients;
using IdentityProvider.Protocol.Smart;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>
/// GET /.well-known/smart-configuration: what SMART apps read (SMART App Launch 2.2 §6.0). They look for it below their FHIR base, so an
/// EHR serves or forwards it there: <c>?base=</c> and the base, as it is registered.
/// </summary>
internal static class SmartDocument
{
    public const string Path = "/.well-known/smart-configuration";

    private const string BaseName = "base";

    public static async Task<IResult> HandleAsync(
        HttpContext http, Discovery discovery, RegisteredResources resources, IOptions<ServerOptions> server, CancellationToken ct)
    {
        // For any origin, an error too: otherwise a developer of a browser app sees no more than "failed to fetch".
        Cors.AllowAnyone(http);
        string? asked = http.Request.Query[BaseName];
        var fhirBase = string.IsNullOrEmpty(asked) ? null : await resources.FindAsync(asked, ct);
        if (fhirBase is { IsFhirBase: false } || (fhirBase is null && !string.IsNullOrEmpty(asked)))
        {
            return Results.Json(new { error = "base is not a FHIR server of this provider" }, statusCode: StatusCodes.Status404NotFound);
        }

        var document = SmartConfiguration.For(
            discovery.Document, $"{server.Value.Issuer.TrimEnd('/')}/account/apps",
            fhirBase is null ? null : new SmartFhirServer([.. fhirBase.Scopes], fhirBase.OwnerClientId is not null));
        http.Response.Headers.CacheControl = "public, max-age=900";

        // §6.0: application/json, whatever the Accept header asks for.
        return Results.Bytes(JsonSerializer.SerializeToUtf8Bytes(document), "application/json");
    }
}
