namespace IdentityProvider.Developers;

public static class DevelopersRegistration
{
    public static IHostApplicationBuilder AddDevelopers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<DeveloperVisits>();
        builder.Services.AddScoped<FormsComingBack>();
        builder.Services.AddScoped<AppSaving>();
        builder.Services.AddScoped<NamedClinics>();
        builder.Services.AddScoped<TokenMaking>();
        return builder;
    }
}
