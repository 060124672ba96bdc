using System.Net;
using IdentityProvider.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IdentityProvider.Tests.Limits;

/// <summary>The policies on a server of their own, with a small burst, so that no test floods the provider.</summary>
public sealed class RateLimitsTests : IAsyncLifetime
{
    private WebApplication? _app;

    [Fact]
    public async Task A_flood_is_told_to_come_back_later_and_leaves_other_doors_open()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_app!.Urls.First()) };
        HttpResponseMessage answer;
        var asked = 0;
        do
        {
            answer = await client.GetAsync(new Uri("/sign-in", UriKind.Relative), TestContext.Current.CancellationToken);
            asked++;
        }
        while (answer.IsSuccessStatusCode && asked < 1000);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.InRange(asked, 4, 1000);
        Assert.True(answer.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/protocol", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
    }

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<RateLimitOptions>(o => (o.PerMinute, o.Burst) = (60, 3));
        builder.Services.AddRateLimiter(RateLimits.Configure);
        _app = builder.Build();
        _app.UseRateLimiter();
        _app.MapGet("/sign-in", () => "").RequireRateLimiting(RateLimits.SignIn);
        _app.MapGet("/protocol", () => "").RequireRateLimiting(RateLimits.Protocol);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync() => await _app!.DisposeAsync();
}
