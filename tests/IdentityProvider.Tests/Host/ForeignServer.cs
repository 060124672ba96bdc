using System.Net;
using IdentityProvider.Dev.Postgres;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IdentityProvider.Tests.Host;

/// <summary>Somebody else's server, which a client has registered an address at. It does what the test says, badly if need be.</summary>
public sealed class ForeignServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private ForeignServer(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>What it answers from now on.</summary>
    public RequestDelegate Answer { get; set; } = _ => Task.CompletedTask;

    public static async Task<ForeignServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var address = new Uri($"http://127.0.0.1:{FreePort.Any()}");
        builder.WebHost.UseUrls(address.ToString());
        var app = builder.Build();
        var server = new ForeignServer(app, address);
        app.Run(http =>
        {
            Interlocked.Increment(ref server._requests);
            return server.Answer(http);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Answers with this text from now on.</summary>
    public void Serve(string body, string? cacheControl = null, HttpStatusCode status = HttpStatusCode.OK) => Answer = http =>
    {
        http.Response.StatusCode = (int)status;
        if (cacheControl is not null)
        {
            http.Response.Headers.CacheControl = cacheControl;
        }

        return http.Response.WriteAsync(body, http.RequestAborted);
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
