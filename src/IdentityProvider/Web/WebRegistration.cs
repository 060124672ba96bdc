namespace IdentityProvider.Web;

public static class WebRegistration
{
    public static IHostApplicationBuilder AddWeb(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ServerOptions>()
            .BindConfiguration(ServerOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .Validate(o => o.IsUsable(), "Server:Issuer must be an https URL without path or trailing slash (http only on loopback).")
            .ValidateOnStart();

        builder.Services.AddRazorPages().WithRazorPagesAtContentRoot();
        return builder;
    }

    /// <summary>The pipeline every request goes through, outermost first.</summary>
    public static WebApplication UseWeb(this WebApplication app)
    {
        app.UseStaticFiles();
        app.UseRouting();
        app.MapRazorPages();
        return app;
    }
}
