using System.Collections.Concurrent;
using System.Diagnostics;
using IdentityProvider.Tests.Host;
using IdentityProvider.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace IdentityProvider.Tests.Web;

public class TelemetryTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task A_trace_shows_requests_and_sql_and_nobodys_address()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var browser = idp.OpenBrowser();
        using (var traces = Telemetry.Traces(Sdk.CreateTracerProviderBuilder()).AddProcessor(new SimpleActivityExportProcessor(new Collector(spans))).Build())
        {
            await browser.GoToAsync("/health/ready?login_hint=pat%40mail.example");
            traces.ForceFlush();
        }

        var said = spans.SelectMany(span => span.TagObjects).Select(tag => $"{tag.Key}={tag.Value}").ToList();
        Assert.Contains(spans, span => span.Source.Name == "Microsoft.AspNetCore");
        Assert.Contains(spans, span => span.Source.Name == "Npgsql");
        Assert.DoesNotContain(said, tag => tag.Contains("mail.example", StringComparison.Ordinal) || tag.Contains("Mozilla", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Microsoft.AspNetCore.Hosting.Diagnostics")]
    [InlineData("Microsoft.EntityFrameworkCore.Database.Command")]
    public async Task Request_lines_and_statements_are_not_logged(string category)
    {
        await using var app = BuiltProgram.WithoutDatabase();

        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);

        Assert.False(logger.IsEnabled(LogLevel.Information));
    }

    private sealed class Collector(ConcurrentQueue<Activity> spans) : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
            {
                spans.Enqueue(span);
            }

            return ExportResult.Success;
        }
    }
}
