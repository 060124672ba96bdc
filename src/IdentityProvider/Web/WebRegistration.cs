using System.Security.Authentication;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.WebEncoders;

namespace IdentityProvider.Web;

/// <summary>What all pages and endpoints share.</summary>
public static class WebRegistration
{
    // The largest form is an admin's policy, about a kilobyte. 64 kB leaves room and refuses the rest unread.
    private const int LargestForm = 64 * 1024;

    // After five seconds a form must have come at a kilobyte a second, which any modem does: the largest one is here, or given up, after a minute.
    private static readonly MinDataRate SlowestForm = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));

    public static WebApplicationBuilder AddWeb(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ServerOptions>()
            .BindConfiguration(ServerOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .Validate(o => o.IsUsable(), "Server:Issuer must be an https URL without path or trailing slash (http only on loopback).")
            .Validate(o => o.ProxiesAreNetworks(), "Server:TrustedProxies must be networks such as 10.0.0.0/8 or 203.0.113.7/32.")
            .ValidateOnStart();
        builder.AddTelemetry();
        builder.AddOutboundHttp();
        builder.Services.AddHealth();
        builder.Services.AddSingleton<CookieNames>();
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // Where TLS ends here and not at a proxy in front: 1.2 and 1.3, whatever the machine would still speak (RFC 8996, RFC 9325 §3.1).
            kestrel.ConfigureHttpsDefaults(https => https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13);
            kestrel.Limits.MaxRequestBodySize = LargestForm;
            kestrel.Limits.MinRequestBodyDataRate = SlowestForm;
        });

        // Without this the files of wwwroot are found in Development and after publishing, but not by a test host.
        StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);

        // Spanish is written as it is, not as entities.
        builder.Services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        builder.Services.AddPageLocalization();
        builder.Services.AddRazorPages()
            .WithRazorPagesAtContentRoot()
            .AddMvcOptions(mvc =>
            {
                mvc.Filters.Add<StaleFormFilter>();

                // Nobody writes fields as jQuery does, and their readers throw at a name with half a bracket in it.
                mvc.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
                mvc.ValueProviderFactories.RemoveType<JQueryQueryStringValueProviderFactory>();
            });
        AddAntiforgery(builder.Services);
        return builder;
    }

    /// <summary>The pipeline every request goes through, outermost first, and what the pages need around them.</summary>
    public static WebApplication UseWeb(this WebApplication app)
    {
        app.UseTrustedProxies();
        app.UseSecurityHeaders();
        app.UseErrorPages();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseRequestLocalization();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();

        app.MapHealth();
        app.MapStaticAssets();
        app.MapBrandStylesheet();
        app.MapRazorPages().WithStaticAssets();
        return app;
    }

    private static void AddAntiforgery(IServiceCollection services) =>
        services.AddOptions<AntiforgeryOptions>().Configure<CookieNames>((options, cookies) =>
        {
            var common = cookies.Options();
            options.Cookie.Name = cookies.Antiforgery;
            options.Cookie.Path = common.Path;
            options.Cookie.SecurePolicy = common.Secure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
            // Lax, not the default Strict: the page that follows a redirect from an app on another site must see it.
            options.Cookie.SameSite = common.SameSite;
            // frame-ancestors says it already, on every answer.
            options.SuppressXFrameOptionsHeader = true;
        });
}
