using Microsoft.Extensions.Options;

namespace IdentityProvider.Delivery;

/// <summary>
/// Sends the e-mails, texts and calls that requests have left in the outbox, on every node: codes first, each message by one worker at a
/// time, and at least once. It is sent twice only where a provider took it and we died, or stopped waiting, before we could save that;
/// then both have the same digits.
/// </summary>
internal sealed class OutboxWorker : BackgroundService
{
    private readonly IReadOnlyList<OutboxLane> _lanes;

    public OutboxWorker(
        IServiceScopeFactory scopes, OutboxSignal signal, IOptions<DeliveryOptions> options, TimeProvider clock, ILogger<OutboxWorker> logger) =>
        _lanes = [.. Enum.GetValues<Channel>().Select(channel => new OutboxLane(channel, options.Value.Parallel, scopes, signal, clock, logger))];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_lanes.Select(lane => lane.RunAsync(stoppingToken)));

    /// <summary>One round on all channels, to its end. Public so that a test can run it without waiting for the signal.</summary>
    /// <returns>How many messages were tried.</returns>
    public async Task<int> SendDueAsync(CancellationToken ct) => (await Task.WhenAll(_lanes.Select(lane => lane.SendDueAsync(ct)))).Sum();

    public override void Dispose()
    {
        foreach (var lane in _lanes)
        {
            lane.Dispose();
        }

        base.Dispose();
    }
}
