using IdentityProvider.Storage;

namespace IdentityProvider.Access;

public static class AccessRegistration
{
    public static IHostApplicationBuilder AddAccess(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SessionOptions>()
            .BindConfiguration(SessionOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();

        builder.Services.AddScoped<Sessions>();
        builder.Services.AddScoped<EmergencyAccesses>();
        builder.Services.AddScoped<PendingAuthorizations>();
        builder.Services.AddScoped<Consents>();
        builder.Services.AddScoped<AppChanges>();
        builder.Services.AddScoped<Endings>();
        builder.Services.AddScoped<AppEndings>();
        builder.Services.AddScoped<CredentialEndings>();
        builder.Services.AddSingleton<Subjects>();
        builder.Services.AddScoped<Grants>();
        builder.Services.AddScoped<GrantRedemption>();
        builder.Services.AddScoped<Unspending>();
        builder.Services.AddScoped<FhirIdentities>();
        builder.Services.AddScoped<FhirErrands>();
        builder.Services.AddScoped<Launches>();
        builder.Services.AddScoped<RefreshRepeats>();
        builder.Services.AddScoped<AccessTokens>();
        builder.Services.AddScoped<TokenRevocation>();
        builder.Services.AddScoped<PendingDevices>();
        builder.Services.AddScoped<DeviceRedemption>();
        builder.Services.AddSweep<AccessSweep>();
        builder.Services.AddSweep<SessionSweep>();
        AddLogoutNotices(builder.Services);
        return builder;
    }

    private static void AddLogoutNotices(IServiceCollection services)
    {
        services.AddScoped<LogoutNotices>();
        services.AddScoped<LogoutNoticeSender>();
        services.AddSingleton<LogoutSignal>();
        services.AddSingleton<IDatabaseSignalReceiver>(provider => provider.GetRequiredService<LogoutSignal>());
        services.AddHostedService<LogoutNoticeWorker>();
    }
}
