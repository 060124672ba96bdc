using System.Diagnostics;
using IdentityProvider.Delivery;
using IdentityProvider.Dev.Carriers;
using IdentityProvider.Dev.Postgres;
using IdentityProvider.Dev.Running;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Dev.Bench;

/// <summary>
/// Measures how messages get from the outbox to a provider that takes 20 ms for each: the published provider with its settings as they come, a
/// PostgreSQL of its own, simulated carriers. Three things, after a warm-up: how soon a texted code reaches its provider from the moment before its
/// save, at 50 a second on a fixed schedule; how many texts a second leave a full queue; and how soon a mailed code gets past 5,000 mailed notices
/// that were there before it. Then whether every message of the run came, and came once.
/// </summary>
/// <remarks>
/// The messages are written by this process, in the way the transaction of a request writes one. Whole sign-ins would measure password hashes
/// instead: fifty of those a second are more than the machine has.
/// </remarks>
internal sealed class DeliveryBench(Checkout checkout)
{
    private const string DatabaseName = "bench";
    private const int Texts = 3000;
    private const int Notices = 5000;

    private static readonly TimeSpan ProviderTakes = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task<DeliverySpeed> RunAsync(CancellationToken ct)
    {
        var folder = await PublishedProvider.PublishAsync(checkout, ct);
        await using var postgres = await PrivatePostgres.StartThrowawayAsync(ct);
        await postgres.CreateDatabaseAsync(DatabaseName, ct: ct);
        await using var carriers = await CarrierSimulators.StartAsync(port: 0, TimeProvider.System, ct);
        var issuer = Ports.Free().Issuer;
        var arguments = ProviderSettings.Clean(issuer, postgres.ConnectionStringTo(DatabaseName), carriers);
        await using var writer = IdpApplication.Build(arguments);
        await MigrateAsync(writer.Services, ct);
        await using var provider = await PublishedProvider.StartAsync(folder, issuer, arguments, ct);

        var post = new BenchPost(writer.Services);
        Watch(carriers, post);
        await WarmUpAsync(post, ct);
        var codes = await CodesAsync(post, ct);
        var drained = await DrainAsync(post, ct);
        var behind = await BehindNoticesAsync(post, ct);
        return new DeliverySpeed(codes, drained, behind, post.Underway, post.Duplicates);
    }

    private static async Task MigrateAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IdpDbContext>().Database.MigrateAsync(ct);
    }

    private static void Watch(CarrierSimulators carriers, BenchPost post)
    {
        var watched = new Mood.Watched(
            (destination, ct) =>
            {
                post.Arrive(destination);
                return Task.Delay(ProviderTakes, TimeProvider.System, ct);
            },
            (_, _) => Task.CompletedTask);
        carriers.Script.Always(Carrier.VonageMessages, watched);
        carriers.Script.Always(Carrier.SendGrid, watched);
    }

    // A server runs for weeks: what is measured is the code the runtime has optimized in the end.
    private static async Task WarmUpAsync(BenchPost post, CancellationToken ct)
    {
        for (var round = 0; round < 3; round++)
        {
            await post.SendAsync(Channel.Text, BenchPost.Code, 1500, ct);
            await post.SendAsync(Channel.Email, BenchPost.Notice, 1500, ct);
            await SettleAsync(post, ct);
        }

        await new SendingSchedule(post, Channel.Text, perSecond: 50).RunAsync(TimeSpan.FromSeconds(5), ct);
        await new SendingSchedule(post, Channel.Email, perSecond: 50).RunAsync(TimeSpan.FromSeconds(5), ct);
        await SettleAsync(post, ct);
    }

    private static async Task<IReadOnlyList<double>> CodesAsync(BenchPost post, CancellationToken ct)
    {
        var sent = await new SendingSchedule(post, Channel.Text, perSecond: 50).RunAsync(TimeSpan.FromSeconds(20), ct);
        await SettleAsync(post, ct);
        return Arrived(sent);
    }

    // All of them are there in the moment of the commit. From the first arrival to the last one.
    private static async Task<double> DrainAsync(BenchPost post, CancellationToken ct)
    {
        var sent = await post.SendAsync(Channel.Text, BenchPost.Code, Texts, ct);
        await SettleAsync(post, ct);
        var times = sent.Where(message => message.HasArrived).Select(message => message.ArrivedAt).ToList();
        return (times.Count - 1) / Stopwatch.GetElapsedTime(times.Min(), times.Max()).TotalSeconds;
    }

    // Only codes that were written while notices were still waiting count.
    private static async Task<IReadOnlyList<double>> BehindNoticesAsync(BenchPost post, CancellationToken ct)
    {
        var notices = await post.SendAsync(Channel.Email, BenchPost.Notice, Notices, ct);
        var sent = await new SendingSchedule(post, Channel.Email, perSecond: 50).RunAsync(() => notices.Any(notice => !notice.HasArrived), ct);
        await SettleAsync(post, ct);
        return Arrived(sent);
    }

    private static IReadOnlyList<double> Arrived(IEnumerable<BenchPost.Sent> sent) =>
        [.. sent.Where(message => message.HasArrived).Select(message => message.Milliseconds)];

    /// <summary>Waits until everything has come, or nothing comes any more; and a moment longer, for what comes twice.</summary>
    private static async Task SettleAsync(BenchPost post, CancellationToken ct)
    {
        var (since, left) = (Stopwatch.GetTimestamp(), post.Underway);
        while (post.Underway > 0 && Stopwatch.GetElapsedTime(since) < Patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ct);
            (since, left) = post.Underway < left ? (Stopwatch.GetTimestamp(), post.Underway) : (since, left);
        }

        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, ct);
    }
}
