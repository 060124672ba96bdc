namespace IdentityProvider.Factors;

public static class FactorsRegistration
{
    public static IHostApplicationBuilder AddFactors(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<UserFactors>();
        return builder;
    }
}
