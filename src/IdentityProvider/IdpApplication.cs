using IdentityProvider.Access;
using IdentityProvider.Account;
using IdentityProvider.Admin;
using IdentityProvider.Audit;
using IdentityProvider.Clients;
using IdentityProvider.Clinics;
using IdentityProvider.Codes;
using IdentityProvider.Connect;
using IdentityProvider.Delivery;
using IdentityProvider.Developers;
using IdentityProvider.Devices;
using IdentityProvider.Emergency;
using IdentityProvider.Factors;
using IdentityProvider.Hooks;
using IdentityProvider.Keys;
using IdentityProvider.Limits;
using IdentityProvider.Phones;
using IdentityProvider.Recovery;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using IdentityProvider.Web;

namespace IdentityProvider;

/// <summary>Puts the provider together: one line per capability. Used by the program, by the development host and by the tests.</summary>
internal static class IdpApplication
{
    /// <param name="args">Command line, as for any ASP.NET Core program (--contentRoot, --urls, --Section:Key=value).</param>
    /// <param name="configure">What a host adds or replaces before the container is built.</param>
    /// <param name="map">What a host maps besides the provider's own endpoints.</param>
    public static WebApplication Build(
        string[] args, Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? map = null)
    {
        // Another program may host this one; pages and static files are found by this assembly's name all the same.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(IdpApplication).Assembly.GetName().Name,
        });
        builder.Host.UseDefaultServiceProvider(options => (options.ValidateScopes, options.ValidateOnBuild) = (true, true));
        builder.AddSecretSources();
        builder.AddStorage();
        builder.AddAudit();
        builder.AddLimits();
        builder.AddDelivery();
        builder.AddUsers();
        builder.AddPhones();
        builder.AddFactors();
        builder.AddDevices();
        builder.AddClinics();
        builder.AddClients();
        builder.AddKeys();
        builder.AddAccess();
        builder.AddSignIn();
        builder.AddRecovery();
        builder.AddEmergency();
        builder.AddConnect();
        builder.AddCodes();
        builder.AddAccount();
        builder.AddAdmin();
        builder.AddDevelopers();
        builder.AddHooks();
        builder.AddWeb();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseWeb();
        app.MapConnect();
        app.MapHooks();
        map?.Invoke(app);
        return app;
    }
}
