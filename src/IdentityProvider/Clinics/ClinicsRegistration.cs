using Microsoft.Extensions.Options;

namespace IdentityProvider.Clinics;

public static class ClinicsRegistration
{
    public static IHostApplicationBuilder AddClinics(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PolicyFloorOptions>()
            .BindConfiguration(PolicyFloorOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<PolicyFloorOptions>>().Value.ToFloor());
        builder.Services.AddScoped<ClinicPolicies>();
        builder.Services.AddScoped<PasswordDemands>();
        builder.Services.AddScoped<MemberPolicies>();
        builder.Services.AddScoped<PolicyExemptions>();
        builder.Services.AddScoped<PolicyPreview>();
        builder.Services.AddScoped<LastOwner>();
        builder.Services.AddScoped<LegacyAccounts>();
        builder.Services.AddScoped<Invitations>();
        builder.Services.AddOptions<InvitationOptions>()
            .BindConfiguration(InvitationOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return builder;
    }
}
