using IdentityProvider.Delivery.Calls;
using IdentityProvider.Delivery.Email;
using IdentityProvider.Delivery.Lookup;
using IdentityProvider.Delivery.Switches;
using IdentityProvider.Delivery.Templates;
using IdentityProvider.Delivery.Texts;
using IdentityProvider.Storage;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Delivery;

public static class DeliveryRegistration
{
    public static IHostApplicationBuilder AddDelivery(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<DeliveryOptions>()
            .BindConfiguration(DeliveryOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .Validate(o => o.IsUsable(), "Delivery: base URLs must be https (http only on loopback), and ServiceName must be in the GSM-7 alphabet.")
            .Validate(o => o.NamesProvidersThatAreSet(), "Delivery: set SendGrid:ApiKey or Smtp:Host; EmailProviders names each provider once, and only those that are set.")
            .Validate<IConfiguration>((o, configuration) => IssuerIn(configuration) is not { } issuer || TextTemplate.FitsOneSegment(new(issuer, o.ServiceName)),
                "Server:Issuer has a host so long that a texted code would take two messages.")
            .ValidateOnStart();

        builder.Services.AddSingleton(HeadOf);
        builder.Services.AddSingleton<VonageToken>();
        builder.Services.AddSingleton<DeliveryMetrics>();
        builder.Services.AddSingleton<ProviderCalls>();
        builder.AddSender<SendGridSender>();
        builder.Services.AddTransient<IMessageSender, SmtpSender>();
        builder.AddSender<VonageTextSender>();
        builder.AddSender<VonageCallSender>();
        builder.Services.AddHttpClient<LineLookup>(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(NewHandler)
            .RemoveAllLoggers();
        builder.Services.AddScoped<OptOuts>();
        builder.Services.AddSingleton<MessageReading>();
        builder.Services.AddTransient<SendersInOrder>();
        builder.Services.AddSingleton<SwitchedOff>();
        builder.Services.AddSingleton<IDatabaseSignalReceiver>(services => services.GetRequiredService<SwitchedOff>().Cache);
        builder.Services.AddTransient<CarriersOn>();
        builder.Services.AddScoped(services => new ProviderTrial(
            services.GetRequiredService<SendersInOrder>(), services.GetRequiredService<LetterHead>(), services.GetRequiredService<OptOuts>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddScoped(services => new DeliverySwitches(
            services.GetRequiredService<IdpDbContext>(), services.GetRequiredService<SendersInOrder>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddScoped<MessageSenders>();
        builder.Services.AddScoped<Outbox>();
        builder.Services.AddScoped<ChannelHealth>();

        builder.Services.AddSingleton<OutboxSignal>();
        builder.Services.AddSingleton<IDatabaseSignalReceiver>(services => services.GetRequiredService<OutboxSignal>());
        builder.Services.AddHostedService<OutboxWorker>();
        builder.Services.AddSweep<OutboxSweep>();
        builder.Services.AddHealthChecks().AddCheck<OutboxCheck>("outbox", tags: ["ready"]);
        return builder;
    }

    private static LetterHead HeadOf(IServiceProvider services) => new(
        IssuerIn(services.GetRequiredService<IConfiguration>()) ?? throw new InvalidOperationException("Server:Issuer is not set."),
        services.GetRequiredService<IOptions<DeliveryOptions>>().Value.ServiceName);

    // The slice that owns this setting, and says so when it is wrong, stands beside this one; so it is read where it is configured.
    private static Uri? IssuerIn(IConfiguration configuration) =>
        Uri.TryCreate(configuration["Server:Issuer"], UriKind.Absolute, out var issuer) ? issuer : null;

    private static void AddSender<T>(this IHostApplicationBuilder builder)
        where T : class, IMessageSender
    {
        builder.Services.AddHttpClient<T>(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(NewHandler)
            // The factory's own logging writes request lines and, at Trace, headers. Ours writes outcomes.
            .RemoveAllLoggers();
        builder.Services.AddTransient<IMessageSender>(services => services.GetRequiredService<T>());
    }

    // No redirects: a provider does not send us elsewhere, and a key that follows one is a key given away. No cookies. New connections
    // every few minutes, so that a change in DNS is seen.
    private static SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = ProviderCalls.Timeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
