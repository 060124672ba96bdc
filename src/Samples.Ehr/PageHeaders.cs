using Microsoft.Extensions.Options;

namespace Samples.Ehr;

/// <summary>Headers of every answer: nothing from other hosts, no frames, nothing kept in a cache.</summary>
internal static class PageHeaders
{
    public static Task AddAsync(HttpContext http, RequestDelegate next)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<EhrOptions>>().Value;
        var headers = http.Response.Headers;
        // form-action names the provider because browsers apply it to redirects too: sign-out is a form here that ends there, and so does
        // opening a SMART app, by way of the app.
        var app = Uri.TryCreate(options.SmartAppLaunchUrl, UriKind.Absolute, out var launch) ? " " + launch.GetLeftPart(UriPartial.Authority) : "";
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            + $"form-action 'self' {options.Authority}{app}; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache, no-store";
        return next(http);
    }
}
