using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using Samples.SmartApp.Launching;

namespace Samples.SmartApp;

/// <summary>A SMART app in one place: an EHR opens it at /launch, people at /. Start at <see cref="StartLaunch"/>, then Pages/Callback.cshtml.cs.</summary>
public static class SmartAppApplication
{
    /// <summary>Builds the app, ready to run. Settings are those of <see cref="SmartAppOptions"/>, for example <c>--SmartApp:ClientId=…</c>.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            // Said outright, because another program may host this app: pages are then still found in this assembly.
            ApplicationName = typeof(SmartAppApplication).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        // The framework's request log would write down every URL, and with /callback the authorization code in it.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning);
        configure?.Invoke(builder);
        var services = builder.Services;
        services.AddOptions<SmartAppOptions>().BindConfiguration(SmartAppOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        // Visits live in memory, so the keys of their cookies need not outlive the process either.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddHttpClient<SmartServer>();
        services.AddHttpClient<FhirRecords>();
        services.AddSingleton<Visits>().AddSingleton<TripCookie>();
        services.AddRazorPages();

        var app = builder.Build();
        app.UseExceptionHandler("/problem");
        app.UseStatusCodePagesWithReExecute("/problem");
        app.Use(AddHeadersAsync);
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new EmbeddedFileProvider(typeof(SmartAppApplication).Assembly, "Samples.SmartApp.wwwroot"),
        });
        app.UseRouting();
        app.MapGet("/launch", StartLaunch.FromEhrAsync);
        app.MapGet("/start", StartLaunch.StandaloneAsync);
        app.MapRazorPages();
        return app;
    }

    private static Task AddHeadersAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache, no-store";
        return next(http);
    }
}
