namespace IdentityProvider.Web;

internal static class OutboundRegistration
{
    public static void AddOutboundHttp(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<OutboundOptions>()
            .BindConfiguration(OutboundOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<OutboundConnection>();
        builder.Services.AddHttpClient<OutboundHttp>(http =>
            {
                // The limit on the whole answer is OutboundHttp's.
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.DefaultRequestHeaders.UserAgent.ParseAdd("identity-provider");
            })
            .ConfigurePrimaryHttpMessageHandler(services => services.GetRequiredService<OutboundConnection>().NewHandler())

            // The factory's own logging writes request lines.
            .RemoveAllLoggers();
    }
}
