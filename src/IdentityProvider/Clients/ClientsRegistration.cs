using IdentityProvider.Storage;

namespace IdentityProvider.Clients;

public static class ClientsRegistration
{
    public static IHostApplicationBuilder AddClients(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RegisteredClients>();
        builder.Services.AddSingleton<IDatabaseSignalReceiver>(services => services.GetRequiredService<RegisteredClients>().Cache);
        builder.Services.AddSingleton<RegisteredResources>();
        builder.Services.AddSingleton<IDatabaseSignalReceiver>(services => services.GetRequiredService<RegisteredResources>().Cache);
        builder.Services.AddSingleton<ClientKeys>();
        builder.Services.AddScoped<ClientSecrets>();
        builder.Services.AddScoped<AppMakers>();
        builder.Services.AddScoped<ClientDesk>();
        builder.Services.AddScoped<ClientRules>();
        builder.Services.AddScoped<SectorDocument>();
        builder.Services.AddScoped<InitialAccessTokens>();
        return builder;
    }
}
