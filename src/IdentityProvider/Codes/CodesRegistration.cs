using IdentityProvider.Storage;

namespace IdentityProvider.Codes;

public static class CodesRegistration
{
    public static IHostApplicationBuilder AddCodes(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<CodeOptions>()
            .BindConfiguration(CodeOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .Validate(o => o.FirstWait < o.Lifetime, "Codes:FirstWait must be shorter than Codes:Lifetime.")
            .Validate(o => o.WaitsGrow(), "Codes: no wait may be shorter than the one before it.")
            .ValidateOnStart();

        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton<CodeHasher>();
        builder.Services.AddScoped<CodeBudgets>();
        builder.Services.AddScoped<CodeTries>();
        builder.Services.AddScoped<TypedSecrets>();
        builder.Services.AddScoped<CodeSends>();
        builder.Services.AddScoped<OneTimeCodes>();
        builder.Services.AddScoped<DeliveryHealth>();
        builder.Services.AddSweep<CodesSweep>();
        builder.Services.AddHostedService<PrefixWatch>();
        return builder;
    }
}
