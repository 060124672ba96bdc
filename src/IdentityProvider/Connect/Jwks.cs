using IdentityProvider.Keys;
using IdentityProvider.Protocol;

namespace IdentityProvider.Connect;

/// <summary>GET /.well-known/openid-configuration/jwks: the public keys, the next ones among them (RFC 7517 §5).</summary>
internal static class Jwks
{
    public static async Task<IResult> HandleAsync(HttpContext http, SigningKeys keys, CancellationToken ct)
    {
        Cors.AllowAnyone(http);

        // A key is published two weeks before it signs, and clients fetch again when they meet an unknown kid.
        http.Response.Headers.CacheControl = "public, max-age=900";
        return Results.Json(JwksDocument.For(await keys.PublishedAsync(ct)));
    }
}
