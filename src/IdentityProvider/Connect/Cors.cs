using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using Microsoft.Net.Http.Headers;

namespace IdentityProvider.Connect;

/// <summary>Whose scripts may read our answers (Fetch §3.3). Never with credentials: no endpoint that answers scripts looks at cookies.</summary>
internal static class Cors
{
    private const string Exposed = "DPoP-Nonce, WWW-Authenticate";

    /// <summary>For what is public anyway: metadata and keys.</summary>
    public static void AllowAnyone(HttpContext http) => http.Response.Headers.AccessControlAllowOrigin = "*";

    /// <summary>On the request itself the client is known, and only its own origins count.</summary>
    public static void Allow(HttpContext http, Client client)
    {
        if (OriginOf(http) is { } origin && client.CorsOrigins.Contains(origin, StringComparer.Ordinal))
        {
            Allow(http, origin);
            http.Response.Headers.AccessControlExposeHeaders = Exposed;
        }
    }

    /// <summary>Takes back what was allowed because the client is known, where no script has any business.</summary>
    public static void AllowNobody(HttpContext http)
    {
        http.Response.Headers.Remove(HeaderNames.AccessControlAllowOrigin);
        http.Response.Headers.Remove(HeaderNames.AccessControlExposeHeaders);
    }

    /// <summary>
    /// On a request whose client did not become known, such as one with a bad access token: a browser app has to read why, and which nonce to
    /// use (RFC 9449 §8). The answer tells nothing else, so any public client's origin will do.
    /// </summary>
    public static async Task AllowRefusalAsync(HttpContext http, RegisteredClients clients, CancellationToken ct)
    {
        if (OriginOf(http) is { } origin && await clients.ServesOriginAsync(origin, ct))
        {
            Allow(http, origin);
            http.Response.Headers.AccessControlExposeHeaders = Exposed;
        }
    }

    /// <summary>A preflight names no client, so the origin of any public client will do; the request decides.</summary>
    public static async Task<IResult> PreflightAsync(HttpContext http, RegisteredClients clients, CancellationToken ct)
    {
        http.Response.Headers.Vary = "Origin";
        if (OriginOf(http) is { } origin && await clients.ServesOriginAsync(origin, ct))
        {
            Allow(http, origin);
            http.Response.Headers.AccessControlAllowMethods = "GET, POST";
            http.Response.Headers.AccessControlAllowHeaders = "Authorization, Content-Type, DPoP";
            http.Response.Headers.AccessControlMaxAge = "600";
        }

        return Results.NoContent();
    }

    private static void Allow(HttpContext http, string origin)
    {
        http.Response.Headers.AccessControlAllowOrigin = origin;

        // A cache must not hand one origin's answer to another.
        http.Response.Headers.Vary = "Origin";
    }

    private static string? OriginOf(HttpContext http) => http.Request.Headers.Origin is [{ Length: > 0 } origin] ? origin : null;
}
