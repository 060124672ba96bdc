using Microsoft.Net.Http.Headers;

namespace IdentityProvider.Web;

/// <summary>The headers that every answer carries. They are set when the answer starts, so that an error page has them too.</summary>
public static class SecurityHeaders
{
    // Browsers apply form-action to the whole chain of redirects. A form on these pages may end at an app on another host,
    // so the directive would cut the way back there. Everywhere else a form stays on this host.
    private static readonly string[] EndAtAnApp = ["/sign-in", "/recover", "/connect", "/device", "/emergency"];

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        // The path is read now: an error page is rendered under another one.
        var mayEndAtAnApp = EndAtAnApp.Any(prefix => http.Request.Path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase));
        http.Response.OnStarting(() =>
        {
            Write(http, mayEndAtAnApp);
            return Task.CompletedTask;
        });
        await next(http);
    });

    /// <summary>The content security policy of a page.</summary>
    /// <param name="nonce">Marks the scripts of this response.</param>
    /// <param name="mayEndAtAnApp">Whether a form on the page may be redirected to an app's own host.</param>
    public static string ContentSecurityPolicy(string nonce, bool mayEndAtAnApp) =>
        $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + $"{(mayEndAtAnApp ? "" : "form-action 'self'; ")}base-uri 'none'; frame-ancestors 'none'";

    private static void Write(HttpContext http, bool mayEndAtAnApp)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy(CspNonce.Of(http), mayEndAtAnApp);
        headers.XContentTypeOptions = "nosniff";
        // same-origin, not no-referrer: the latter turns Origin into "null" on our own form posts.
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] =
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), otp-credentials=(self), publickey-credentials-get=(self)";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (http.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        // What says nothing about caching is a page, a redirect or an error, and none of these may outlive its moment:
        // the back button of a shared computer would show it to the next person.
        if (!headers.ContainsKey(HeaderNames.CacheControl))
        {
            headers.CacheControl = "no-store";
        }
    }
}
