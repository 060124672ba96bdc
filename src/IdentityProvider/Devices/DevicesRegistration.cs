namespace IdentityProvider.Devices;

public static class DevicesRegistration
{
    public static IHostApplicationBuilder AddDevices(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TrustedDeviceCookie>();
        builder.Services.AddScoped<TrustedDevices>();
        builder.Services.AddScoped<KnownBrowsers>();
        return builder;
    }
}
