using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;
using Samples.Ehr.Apps;
using Samples.Ehr.Fhir;
using Samples.Ehr.SignIn;

namespace Samples.Ehr;

/// <summary>The whole app in one place. Start at <see cref="StartSignIn"/>, then Pages/Callback.cshtml.cs.</summary>
public static class EhrApplication
{
    /// <summary>Builds the app, ready to run. Settings are those of <see cref="EhrOptions"/>, for example <c>--Ehr:ClientId=…</c>.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            // Said outright, because another program may host this app: pages are then still found in this assembly.
            ApplicationName = typeof(EhrApplication).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        // The framework's request log would write down every URL, and with /signin-oidc the authorization code in it.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning);
        configure?.Invoke(builder);
        AddSignIn(builder);
        AddRecords(builder);
        builder.Services.AddRazorPages();

        var app = builder.Build();
        Use(app);
        return app;
    }

    private static void AddSignIn(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<EhrOptions>().BindConfiguration(EhrOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        // Sessions live in memory, so the keys of their cookies need not outlive the process either.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddHttpClient<TokenEndpoint>();
        services.AddHttpClient<UserInfo>();
        services.AddHttpClient<AppLaunches>();
        services.AddSingleton<Authority>().AddSingleton<IdTokens>().AddSingleton<SignInCookie>().AddSingleton<EhrSessions>();
        services.AddSingleton<AccessTokens>().AddSingleton<DpopProofs>();
        services.AddHostedService<RenewalWorker>();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie()
            .AddScheme<AuthenticationSchemeOptions, AccessTokenAuthentication>(AccessTokenAuthentication.Name, null);
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<EhrSessions, IOptions<EhrOptions>>(SessionCookie.Configure);
        services.AddOptions<Microsoft.AspNetCore.Antiforgery.AntiforgeryOptions>().Configure<IOptions<EhrOptions>>(
            (antiforgery, ehr) => antiforgery.Cookie.Name = ehr.Value.CookieName("antiforgery"));
    }

    private static void AddRecords(WebApplicationBuilder builder)
    {
        builder.Services.AddHttpClient<FhirClient>((services, http) =>
            http.BaseAddress = new Uri(services.GetRequiredService<IOptions<EhrOptions>>().Value.Url));
        builder.Services.AddOptions<AuthorizationOptions>().Configure(authorization =>
        {
            // Pages are closed unless they say otherwise, and closed while the screen is locked.
            authorization.FallbackPolicy = authorization.DefaultPolicy = new AuthorizationPolicyBuilder()
                .RequireAuthenticatedUser()
                .RequireAssertion(context => (context.Resource as HttpContext)?.CurrentSession() is { LockedAt: null })
                .Build();
            authorization.AddPolicy(FhirEndpoints.TokenPolicy, policy => policy
                .AddAuthenticationSchemes(AccessTokenAuthentication.Name)
                .RequireAuthenticatedUser());
        });
    }

    private static void Use(WebApplication app)
    {
        app.UseExceptionHandler("/problem");
        app.UseStatusCodePagesWithReExecute("/problem", "?status={0}");
        app.UseRequestLocalization("en-US");
        app.Use(PageHeaders.AddAsync);
        app.Use(FhirCors.AddAsync);
        // Compiled in, so that the app finds them wherever it is started from.
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new EmbeddedFileProvider(typeof(EhrApplication).Assembly, "Samples.Ehr.wwwroot"),
        });
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/sign-in", StartSignIn.HandleAsync).AllowAnonymous();
        app.MapPost("/still-here", () => Results.NoContent());
        app.MapRazorPages();
        app.MapFhir();
    }
}
