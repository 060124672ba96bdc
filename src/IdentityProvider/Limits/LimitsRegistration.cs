using IdentityProvider.Storage;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Limits;

public static class LimitsRegistration
{
    public static IHostApplicationBuilder AddLimits(this IHostApplicationBuilder builder)
    {
        AddOptions<AttemptLimitOptions>(builder, AttemptLimitOptions.Section)
            .Validate(o => o.PasswordFirstWait <= o.LongestWait && o.CodeFirstLock <= o.LongestWait, "AttemptLimits: LongestWait must not be shorter than a first wait.");
        AddOptions<SendBudgetOptions>(builder, SendBudgetOptions.Section)
            .Validate(o => o.UserDestination.Limit <= o.UserDestinationDay.Limit, "SendBudgets: what fits into ten minutes must fit into a day.");
        AddOptions<RateLimitOptions>(builder, RateLimitOptions.Section);

        builder.Services.AddScoped<AttemptLimits>();
        builder.Services.AddSingleton<PasswordTurns>();
        builder.Services.AddSingleton<SignInBeginnings>();
        builder.Services.AddScoped<PasswordTries>();
        builder.Services.AddScoped<SendBudgets>();
        builder.Services.AddSingleton<UsedOnce>();
        builder.Services.AddRateLimiter(RateLimits.Configure);
        builder.Services.AddSweep<LimitsSweep>();
        builder.Services.AddSweep<UsedOnceSweep>();
        return builder;
    }

    private static OptionsBuilder<T> AddOptions<T>(IHostApplicationBuilder builder, string section) where T : class =>
        builder.Services.AddOptions<T>()
            .BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
}
