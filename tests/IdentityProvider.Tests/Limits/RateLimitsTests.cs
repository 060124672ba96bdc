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
            answer = await PostAsync(client, "/sign-in");
            asked++;
        }
        while (answer.IsSuccessStatusCode && asked < 1000);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.InRange(asked, 4, 1000);
        Assert.True(answer.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(client, "/protocol")).StatusCode);
    }

    [Theory]
    [InlineData("/sign-in", true)]
    [InlineData("/protocol", false)]
    public async Task Looking_at_a_sign_in_page_is_free_and_asking_a_protocol_endpoint_is_not(string path, bool free)
    {
        using var client = new HttpClient { BaseAddress = new Uri(_app!.Urls.First()) };
        var refused = 0;
        for (var i = 0; i < 100; i++)
        {
            var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            refused += answer.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
        }

        Assert.Equal(free, refused == 0);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path) =>
        client.PostAsync(new Uri(path, UriKind.Relative), content: null, TestContext.Current.CancellationToken);

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<RateLimitOptions>(o => (o.PerMinute, o.Burst) = (60, 3));
        builder.Services.AddRateLimiter(RateLimits.Configure);
        _app = builder.Build();
        _app.UseRateLimiter();
        _app.MapMethods("/sign-in", ["GET", "POST"], () => "").RequireRateLimiting(RateLimits.SignIn);
        _app.MapMethods("/protocol", ["GET", "POST"], () => "").RequireRateLimiting(RateLimits.Protocol);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync() => await _app!.DisposeAsync();
}
