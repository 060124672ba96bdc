using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace IdentityProvider.Web;

/// <summary>
/// Logs, traces and metrics. Traces and metrics leave by OTLP when OTEL_EXPORTER_OTLP_ENDPOINT says where to (the standard's own variable,
/// as are the others of its kind); logs are JSON lines on the console outside Development. None of them holds personal data.
/// </summary>
internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // At Information the framework writes whole request lines, whose query may hold a login_hint or a code; so only its warnings are kept.
    private static readonly string[] Talkative = ["Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "System.Net.Http", "Npgsql"];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        foreach (var category in Talkative)
        {
            builder.Logging.AddFilter(category, LogLevel.Warning);
        }

        if (!builder.Environment.IsDevelopment())
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.IncludeScopes, console.TimestampFormat) = (true, true, "O"));
        }

        if (builder.Configuration[Endpoint] is { Length: > 0 })
        {
            builder.Services.AddSingleton(_ => Traces(Sdk.CreateTracerProviderBuilder()).AddOtlpExporter().Build());
            builder.Services.AddSingleton(_ => Metrics(Sdk.CreateMeterProviderBuilder()).AddOtlpExporter().Build());
            builder.Services.AddHostedService<Exporting>();
        }
    }

    /// <summary>What is traced: requests, calls to carriers, SQL (its text, never its parameters), and our own steps.</summary>
    public static TracerProviderBuilder Traces(TracerProviderBuilder traces) => traces
        .SetResourceBuilder(Resource())
        .AddSource("Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "IdentityProvider.*")
        .AddProcessor<WithoutPersonalData>();

    private static MeterProviderBuilder Metrics(MeterProviderBuilder metrics) => metrics
        .SetResourceBuilder(Resource())
        .AddMeter("Microsoft.AspNetCore.*", "System.Net.Http", "System.Runtime", "Npgsql", "IdentityProvider.*");

    private static ResourceBuilder Resource() =>
        ResourceBuilder.CreateDefault().AddService("identity-provider", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3));

    /// <summary>Takes out of a span what may name a person: queries, addresses, user agents.</summary>
    private sealed class WithoutPersonalData : BaseProcessor<Activity>
    {
        private static readonly string[] Personal =
            ["url.query", "url.full", "http.url", "http.target", "client.address", "network.peer.address", "user_agent.original", "http.user_agent"];

        public override void OnEnd(Activity data)
        {
            foreach (var tag in Personal)
            {
                data.SetTag(tag, null);
            }
        }
    }

    // The providers listen from the moment they are built, and flush when the container disposes of them.
    private sealed class Exporting(TracerProvider traces, MeterProvider metrics) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            traces.ForceFlush();
            metrics.ForceFlush();
            return Task.CompletedTask;
        }
    }
}
