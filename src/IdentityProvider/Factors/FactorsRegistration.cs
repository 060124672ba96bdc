using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Factors;

public static class FactorsRegistration
{
    public static IHostApplicationBuilder AddFactors(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<UserFactors>();
        builder.Services.AddScoped<FactorsAtOnce>();
        AddPasskeys(builder.Services);
        builder.Services.AddScoped<AuthenticatorKeys>();
        builder.Services.AddSingleton<RecoveryCodeHasher>();
        builder.Services.AddScoped<RecoveryCodes>();
        builder.Services.AddScoped<BypassCodes>();
        return builder;
    }

    private static void AddPasskeys(IServiceCollection services)
    {
        services.AddOptions<PasskeyOptions>()
            .BindConfiguration(PasskeyOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddOptions<IdentityPasskeyOptions>().Configure<IOptions<ServerOptions>>(PasskeySettings.Apply);
        services.AddScoped<Passkeys>();
        services.AddScoped<PasskeyChallenges>();
        services.AddScoped<PasskeyStore>();
        services.AddScoped<PasskeyCeremonies>(s => new PasskeyCeremonies(
            s.GetRequiredService<PasskeyChallenges>(), s.GetRequiredService<Passkeys>(), s.GetRequiredService<PasskeyStore>(), HandlerOver(s)));
        services.AddSweep<PasskeySweep>();
    }

    // Of Identity's user manager the handler needs nothing but the store. No sign-in manager, no cookie: they would be a second way to a session.
    private static PasskeyHandler<PasskeyHolder> HandlerOver(IServiceProvider services) => new(
        new UserManager<PasskeyHolder>(
            services.GetRequiredService<PasskeyStore>(), Options.Create(new IdentityOptions()), null!, [], [], null!, null!, services,
            services.GetRequiredService<ILogger<UserManager<PasskeyHolder>>>()),
        services.GetRequiredService<IOptions<IdentityPasskeyOptions>>());
}
