using IdentityProvider.Limits;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Users;

public static class UsersRegistration
{
    public static IHostApplicationBuilder AddUsers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PasswordOptions>()
            .BindConfiguration(PasswordOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();

        builder.Services.AddOptions<MailedLinkOptions>()
            .BindConfiguration(MailedLinkOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();

        builder.Services.AddSingleton<IPasswordHasher<User>, PepperedPasswordHasher>();
        builder.Services.AddSingleton(services => TurnsOf(services.GetRequiredService<IOptions<PasswordOptions>>().Value));
        builder.Services.AddSingleton<Passwords>();
        builder.Services.AddScoped<EmailClaims>();
        builder.Services.AddScoped<MailedLinks>();
        builder.Services.AddScoped<RecoveryRequests>();
        builder.Services.AddSweep<MailedLinksSweep>();
        builder.Services.AddSweep<RecoveryRequestsSweep>();
        return builder;
    }

    private static HashingTurns TurnsOf(PasswordOptions options) => new(options.HashesAtOnce, options.HashesWaiting);
}
