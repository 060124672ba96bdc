using System.Net;
using IdentityProvider.Dev.Inbox;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace IdentityProvider.Dev.Carriers;

/// <summary>SendGrid and Vonage on loopback: they check what the real ones check, and deliver to the development inbox.</summary>
public sealed class CarrierSimulators : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TimeProvider _clock;
    private int _requests;

    private CarrierSimulators(WebApplication app, TimeProvider clock)
    {
        (_app, _clock) = (app, clock);
        Inbox = new DevInbox(clock);
        Credentials = CarrierCredentials.Draw(clock);
        Reports = new CarrierReports(Credentials, clock);
    }

    public DevInbox Inbox { get; }

    public CarrierScript Script { get; } = new();

    public CarrierCredentials Credentials { get; }

    /// <summary>What they tell the provider afterwards.</summary>
    public CarrierReports Reports { get; }

    /// <summary>Where they listen, for example http://127.0.0.1:7110/.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The provider's settings to reach them.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings => Credentials.SettingsFor(Address);

    /// <summary>Requests that have come in, refused ones included.</summary>
    public int Requests => _requests;

    /// <param name="port">On 127.0.0.1; 0 for any free one.</param>
    /// <param name="clock">Judges token lifetimes and dates the messages.</param>
    public static async Task<CarrierSimulators> StartAsync(int port, TimeProvider clock, CancellationToken ct = default)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, port));
        builder.Services.AddRoutingCore();
        var simulators = new CarrierSimulators(builder.Build(), clock);
        simulators.Map();
        await simulators._app.StartAsync(ct);
        return simulators;
    }

    public async ValueTask DisposeAsync()
    {
        // Nobody is waited for: a hanging carrier would hang the end as well.
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        Reports.Dispose();
    }

    private static void Listen(KestrelServerOptions kestrel, int port)
    {
        kestrel.Listen(IPAddress.Loopback, port);
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
    }

    private void Map()
    {
        var token = new VonageToken(Credentials, _clock);
        ICarrierApi[] apis = [new SendGrid(Credentials, _clock), new VonageMessages(token, _clock), new VonageVoice(token, _clock), new VonageInsights(token)];
        foreach (var api in apis)
        {
            _app.MapPost(api.Path, http => HandleAsync(api, http));
        }
    }

    private async Task HandleAsync(ICarrierApi api, HttpContext http)
    {
        Interlocked.Increment(ref _requests);
        var ct = http.RequestAborted;
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, ct);
        var verdict = body.Length > api.LongestBody
            ? api.Refuse(StatusCodes.Status413PayloadTooLarge)
            : await api.JudgeAsync(http.Request.Headers, body.ToArray());
        var answer = verdict.Delivery is { } delivery ? await DeliverAsync(api, delivery, ct) : verdict.Refusal!;
        await answer.WriteAsync(http.Response, ct);
    }

    private async Task<CarrierAnswer> DeliverAsync(ICarrierApi api, Delivery delivery, CancellationToken ct)
    {
        switch (Script.For(api.Carrier, delivery.To))
        {
            case Mood.Refusing(var status):
                return api.Refuse(status);
            case Mood.RefusingWith(var number):
                return api.Carrier is Carrier.VonageMessages ? VonageProblem.Numbered(number) : api.Refuse(StatusCodes.Status422UnprocessableEntity);
            case Mood.Slow(var after):
                await Task.Delay(after, TimeProvider.System, ct);
                break;
            case Mood.Hanging:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
                break;
            case Mood.Forgetful:
                Keep(delivery);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
                break;
            case Mood.Watched watched:
                await watched.BeforeKeeping(delivery.To, ct);
                Keep(delivery);
                await watched.BeforeAnswering(delivery.To, ct);
                return delivery.Answer;
            default:
                break;
        }

        Keep(delivery);
        await Reports.TellAsync(delivery, Script.ReportingOf(delivery.To), ct);
        return delivery.Answer;
    }

    private void Keep(Delivery delivery)
    {
        if (delivery.Channel is { } channel)
        {
            Inbox.Add(channel, delivery.To, delivery.From, delivery.Subject, delivery.Text, delivery.Html);
        }
    }
}
