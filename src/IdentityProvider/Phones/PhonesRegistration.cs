using IdentityProvider.Storage;

namespace IdentityProvider.Phones;

public static class PhonesRegistration
{
    public static IHostApplicationBuilder AddPhones(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<UserPhones>();
        builder.Services.AddScoped<PhoneResets>();
        builder.Services.AddScoped<PhoneEntry>();
        builder.Services.AddSweep<PhonesSweep>();
        return builder;
    }
}
