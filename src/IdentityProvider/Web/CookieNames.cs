using Microsoft.Extensions.Options;

namespace IdentityProvider.Web;

/// <summary>The names of our cookies, and the one way they are set.</summary>
/// <remarks>
/// On https the prefix <c>__Host-</c> makes the browser refuse a cookie that another host, a path or plain http tries to plant.
/// On http (loopback, for development) a browser would drop such a cookie, so the port takes the prefix's place:
/// two copies on one machine share the host, and their cookies must not collide.
/// </remarks>
public sealed class CookieNames(IOptions<ServerOptions> server)
{
    private readonly Uri _issuer = new(server.Value.Issuer);

    /// <summary>The id of the session.</summary>
    public string Session => Named("session");

    /// <summary>The secret that ties sign-in attempts to this browser.</summary>
    public string Browser => Named("browser");

    /// <summary>Says "the same browser as before", whoever uses it.</summary>
    public string KnownBrowser => Named("known");

    public string Antiforgery => Named("antiforgery");

    public string Language => Named("language");

    /// <summary>One user's trusted device.</summary>
    /// <param name="user">Twelve characters of a keyed hash of the user's id, so that several people can share a browser.</param>
    public string TrustedDevice(string user) => Named($"td-{user}");

    /// <summary>What every cookie of ours has in common: not for scripts, not for other sites' requests, not for plain http.</summary>
    /// <param name="expires">When the browser forgets it; null keeps it until the browser is closed.</param>
    public CookieOptions Options(DateTimeOffset? expires = null) => new()
    {
        Path = "/",
        HttpOnly = true,
        Secure = IsHttps,
        SameSite = SameSiteMode.Lax,
        IsEssential = true,
        Expires = expires,
    };

    private bool IsHttps => _issuer.Scheme == Uri.UriSchemeHttps;

    private string Named(string name) => IsHttps ? $"__Host-{name}" : $"idp{_issuer.Port}-{name}";
}
