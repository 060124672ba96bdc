using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace IdentityProvider.Tests.Host;

/// <summary>A relying app's back-channel logout endpoint, as well-behaved or as hostile as a test wants it.</summary>
internal sealed class LogoutReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LogoutReceiver(WebApplication app) => _app = app;

    /// <summary>What arrived, in its order.</summary>
    public ConcurrentQueue<string> Tokens { get; } = [];

    /// <summary>With which status it answers. A redirect leads to a place that notes whether anybody followed.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    /// <summary>What it does besides.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public string Address => $"{_app.Urls.First()}/logout";

    public static async Task<LogoutReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new LogoutReceiver(app);
        app.MapPost("/logout", async http =>
        {
            receiver.Tokens.Enqueue((await http.Request.ReadFormAsync())["logout_token"].ToString());
            http.Response.StatusCode = receiver.Status;
            http.Response.Headers.Location = receiver.Status is >= 300 and < 400 ? "/elsewhere" : default;
            await receiver.Answer(http);
        });
        app.MapGet("/elsewhere", () => receiver.Tokens.Enqueue("followed a redirect"));
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
