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
        builder.Services.AddScoped<PendingAuthorizations>();
        builder.Services.AddScoped<Grants>();
        builder.Services.AddScoped<GrantRedemption>();
        builder.Services.AddSweep<AccessSweep>();
        return builder;
    }
}
