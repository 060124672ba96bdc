using System.Net;
using System.Text.Json;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Web;

namespace IdentityProvider.Clients;

/// <summary>Reads the document of a sector_identifier_uri: it must name every redirect URI, or anybody could join somebody's sector (OpenID Connect Core §8.1).</summary>
public sealed class SectorDocument(OutboundHttp http)
{
    public async Task<MetadataProblem?> JudgeAsync(ClientMetadata client, CancellationToken ct)
    {
        if (client.SectorIdentifierUri is not { } uri)
        {
            return null;
        }

        var names = await http.GetAsync(uri, ct) is OutboundAnswer.Received { Status: HttpStatusCode.OK } received ? Read(received.Body) : null;
        return names is not null && client.RedirectUris.All(names.Contains)
            ? null
            : new MetadataProblem("sector_identifier_uri", MetadataFault.SectorDisagrees);
    }

    private static HashSet<string>? Read(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 2 });
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? document.RootElement.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToHashSet(StringComparer.Ordinal)
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
