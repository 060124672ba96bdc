namespace IdentityProvider.Recovery;

public static class RecoveryRegistration
{
    public static IHostApplicationBuilder AddRecovery(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<LinkBudgets>();
        builder.Services.AddScoped<LinkRequests>();
        builder.Services.AddScoped<RecoveryApprovals>();
        builder.Services.AddScoped<OperatorPhoneResets>();
        builder.Services.AddScoped<Unlocking>();
        builder.Services.AddScoped<LinkOpenings>();
        builder.Services.AddScoped<FormerAddress>();
        builder.Services.AddScoped<DisavowedChanges>();
        builder.Services.AddScoped<Disavowals>();
        return builder;
    }
}
