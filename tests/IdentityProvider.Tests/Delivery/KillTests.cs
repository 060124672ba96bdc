using System.Diagnostics;
using IdentityProvider.Delivery;
using IdentityProvider.Dev.Carriers;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Delivery;

/// <summary>A node that dies in the middle of its work, killed by the system (SIGKILL), with messages in every phase of a send.</summary>
public sealed class KillTests(TestDatabases databases) : IAsyncLifetime
{
    private const int Messages = 1000;
    private const int Kills = 3;

    // Longer than the leases of the dead and the look by which they are found.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private TestDatabase? _database;
    private CarrierSimulators? _carriers;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestDatabase Database => _database ?? throw new InvalidOperationException("There is no database yet.");

    private CarrierSimulators Carriers => _carriers ?? throw new InvalidOperationException("No carrier has started yet.");

    public async ValueTask InitializeAsync() =>
        (_database, _carriers) = (await databases.CopyAsync(), await CarrierSimulators.StartAsync(port: 0, TimeProvider.System, Ct));

    public async ValueTask DisposeAsync()
    {
        await Carriers.DisposeAsync();
        await Database.DisposeAsync();
    }

    [Fact, Trait("Row", "B10")]
    public async Task A_node_killed_in_every_phase_loses_no_code_and_sends_none_twice_but_what_the_carrier_had_and_we_had_not_saved()
    {
        var codes = await new KillOutbox(Database, Carriers).WriteAsync(Messages, Ct);

        var scenes = new List<KillScene>();
        for (var kill = 0; kill < Kills; kill++)
        {
            scenes.Add(await RunAndKillAsync(codes));
        }

        await RunToTheEndAsync();

        var arrived = Carriers.Inbox.Messages.ToLookup(message => message.To);
        Assert.Empty(codes.Keys.Except(arrived.Select(messages => messages.Key)));
        Assert.All(arrived, messages => Assert.InRange(messages.Count(), 1, 1 + scenes.Count(scene => scene.Unsaved.Contains(messages.Key))));
        Assert.All(arrived, messages => Assert.All(messages, message => Assert.Equal(codes[message.To].Digits, message.Code)));
        Assert.All(scenes, scene => scene.HasEveryPhase());
    }

    private async Task<KillScene> RunAndKillAsync(IReadOnlyDictionary<string, KillCode> codes)
    {
        await using var trap = new KillTrap(Database, destination => codes[destination].MessageId);
        Carriers.Script.Always(Carrier.VonageMessages, trap.Mood);
        await using var provider = ProviderProcess.Start(Database, Carriers);
        var closed = await trap.ClosesAsync(Ct);
        await provider.KillAsync();
        return new KillScene(closed, trap, await UnsavedAsync(codes));
    }

    // What the carrier has and our database does not know: only that may come again.
    private async Task<IReadOnlySet<string>> UnsavedAsync(IReadOnlyDictionary<string, KillCode> codes)
    {
        await using var db = Database.Open();
        var queued = await db.OutboxMessages.Where(m => m.State == MessageState.Queued).Select(m => m.Id).ToHashSetAsync(Ct);
        return Carriers.Inbox.Messages.Select(message => message.To).Where(to => queued.Contains(codes[to].MessageId)).ToHashSet();
    }

    // Or until it is clear that something is left: then the assertions say what.
    private async Task RunToTheEndAsync()
    {
        Carriers.Script.Reset();
        await using var provider = ProviderProcess.Start(Database, Carriers);
        await using var db = Database.Open();
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < Patience && await db.OutboxMessages.AnyAsync(m => m.State == MessageState.Queued, Ct))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), Ct);
        }
    }
}

/// <summary>What a kill left behind.</summary>
/// <param name="Closed">Whether messages stood in every phase.</param>
/// <param name="Trap">Which ones.</param>
/// <param name="Unsaved">Destinations of which the carrier had the message, from this run or an earlier one, and our database still took it for unsent.</param>
internal sealed record KillScene(bool Closed, KillTrap Trap, IReadOnlySet<string> Unsaved)
{
    /// <summary>The kill hit what it was to hit: otherwise all that came out well would prove nothing.</summary>
    public void HasEveryPhase()
    {
        Assert.True(Closed, "Messages did not come to stand in every phase.");
        Assert.All(Trap.StandingAt(SendPhase.Kept), destination => Assert.Contains(destination, Unsaved));
        Assert.All(Trap.StandingAt(SendPhase.Answered), destination => Assert.Contains(destination, Unsaved));
    }
}
