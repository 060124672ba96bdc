namespace IdentityProvider.Clinics;

public static class ClinicsRegistration
{
    public static IHostApplicationBuilder AddClinics(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<ClinicPolicies>();
        builder.Services.AddScoped<PasswordDemands>();
        builder.Services.AddScoped<PolicyPreview>();
        builder.Services.AddScoped<LastOwner>();
        return builder;
    }
}
