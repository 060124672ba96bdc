namespace IdentityProvider.Phones;

public static class PhonesRegistration
{
    public static IHostApplicationBuilder AddPhones(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<UserPhones>();
        return builder;
    }
}
