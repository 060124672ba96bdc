namespace IdentityProvider.Emergency;

public static class EmergencyRegistration
{
    public static IHostApplicationBuilder AddEmergency(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<EnvelopeCodes>();
        builder.Services.AddScoped<EmergencyTries>();
        builder.Services.AddScoped<EmergencyDoors>();
        builder.Services.AddScoped<EmergencyAlarms>();
        builder.Services.AddScoped<EmergencyEntry>();
        builder.Services.AddScoped<EmergencyVisits>();
        builder.Services.AddScoped<EmergencyCodes>();
        builder.Services.AddScoped<EmergencyProof>();
        builder.Services.AddScoped<EmergencyOpening>();
        return builder;
    }
}
