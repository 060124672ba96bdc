using IdentityProvider.Limits;

namespace IdentityProvider.Hooks;

/// <summary>The addresses that carriers report to. Each report is believed for its signature alone, wherever it comes from.</summary>
public static class HooksRegistration
{
    public static IHostApplicationBuilder AddHooks(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SendGridSignature>();
        builder.Services.AddSingleton<VonageSignature>();
        builder.Services.AddSingleton<HookMetrics>();
        builder.Services.AddSingleton<HookRefusals>();
        builder.Services.AddScoped<ReportIntake>();
        builder.Services.AddScoped<HelpAnswers>();
        builder.Services.AddScoped<VonageHooks>();
        return builder;
    }

    public static void MapHooks(this IEndpointRouteBuilder app)
    {
        var hooks = app.MapGroup("/hooks").AllowAnonymous().DisableAntiforgery().RequireRateLimiting(RateLimits.Hooks);
        hooks.MapPost("/sendgrid", SendGridHook.HandleAsync);
        hooks.MapPost("/vonage/messages", VonageHooks.MessagesAsync);
        hooks.MapPost("/vonage/voice", VonageHooks.VoiceAsync);
    }
}
