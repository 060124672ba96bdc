using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;

namespace Samples.Portal;

/// <summary>A static site, its settings, and one API route. Signing in happens in the browser: see wwwroot/portal.js.</summary>
public static class PortalApplication
{
    /// <summary>Builds the app, ready to run. Settings are those of <see cref="PortalOptions"/>, for example <c>--Portal:ClientId=…</c>.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(PortalApplication).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        // The framework's request log would write down every URL, and with /callback.html the authorization code in it.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning);
        configure?.Invoke(builder);
        builder.Services.AddOptions<PortalOptions>()
            .BindConfiguration(PortalOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHttpClient();
        builder.Services.AddSingleton<AccessTokens>();

        var app = builder.Build();
        var files = new EmbeddedFileProvider(typeof(PortalApplication).Assembly, "Samples.Portal.wwwroot");
        app.Use(AddHeadersAsync);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files });
        app.MapGet("/settings.json", SettingsForTheBrowser);
        app.MapGet("/api/next-appointment", NextAppointment.HandleAsync);
        return app;
    }

    // The names are those of oidc-client-ts.
    private static IResult SettingsForTheBrowser(IOptions<PortalOptions> options) => Results.Json(new
    {
        authority = options.Value.Authority,
        client_id = options.Value.ClientId,
        redirect_uri = $"{options.Value.Url}/callback.html",
        post_logout_redirect_uri = $"{options.Value.Url}/",
        scope = options.Value.Scope,
        fhir_base = options.Value.FhirBase,
        records_redirect_uri = $"{options.Value.Url}/records.html",
    });

    private static Task AddHeadersAsync(HttpContext http, RequestDelegate next)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<PortalOptions>>().Value;
        var fhir = options.FhirBase.Length > 0 ? " " + new Uri(options.FhirBase).GetLeftPart(UriPartial.Authority) : "";
        var headers = http.Response.Headers;
        // Tokens live in this page's memory and storage, so script from anywhere else is the danger that counts.
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' {options.Authority}{fhir}; "
            + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache";
        return next(http);
    }
}
