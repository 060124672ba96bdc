namespace IdentityProvider.Audit;

public static class AuditRegistration
{
    public static IHostApplicationBuilder AddAudit(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped<AuditLog>();
        builder.Services.AddScoped<Reasons>();
        builder.Services.AddSingleton<AuditBatches>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AuditBatches>());
        return builder;
    }
}
