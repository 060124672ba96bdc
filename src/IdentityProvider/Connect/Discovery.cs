using System.Text.Json;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>GET /.well-known/openid-configuration: what this server is and can do (Discovery 1.0 §4, RFC 8414 §3).</summary>
internal sealed class Discovery
{
    public const string Path = "/.well-known/openid-configuration";

    // It depends on the configuration alone, so it is written once.
    private readonly Lazy<byte[]> _json;

    public Discovery(IOptions<ServerOptions> options, IServiceScopeFactory scopes)
    {
        Document = DiscoveryDocument.For(options.Value.Issuer, ConnectEndpoints.Metadata, GrantsAnswered(scopes));
        _json = new Lazy<byte[]>(() => JsonSerializer.SerializeToUtf8Bytes(Document));
    }

    /// <summary>What SMART's document repeats.</summary>
    public IReadOnlyDictionary<string, object> Document { get; }

    private static GrantType[] GrantsAnswered(IServiceScopeFactory scopes)
    {
        using var scope = scopes.CreateScope();
        return [.. scope.ServiceProvider.GetServices<IGrantExchange>().Select(exchange => exchange.Grant)];
    }

    public static IResult Handle(HttpContext http, Discovery discovery)
    {
        Cors.AllowAnyone(http);
        http.Response.Headers.CacheControl = "public, max-age=900";
        return Results.Bytes(discovery._json.Value, "application/json");
    }
}
