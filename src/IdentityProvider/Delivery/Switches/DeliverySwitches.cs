using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Delivery.Switches;

/// <summary>The only door to the operators' switches. Changes are in the change tracker; the caller saves them with what it
/// records of them, in one transaction.</summary>
public sealed class DeliverySwitches
{
    private readonly IdpDbContext _db;
    private readonly SendersInOrder _order;
    private readonly TimeProvider _clock;

    internal DeliverySwitches(IdpDbContext db, SendersInOrder order, TimeProvider clock) => (_db, _order, _clock) = (db, order, clock);

    /// <summary>Every channel, the providers that carry it in their order, and what of it is off.</summary>
    public async Task<IReadOnlyList<ChannelSwitches>> AllAsync(CancellationToken ct)
    {
        var off = await _db.DeliverySwitches.AsNoTracking().ToListAsync(ct);
        return
        [
            .. Enum.GetValues<Channel>().Select(channel => new ChannelSwitches(
                channel, Find(off, channel, DeliverySwitch.WholeChannel), [.. _order.Of(channel).Select(sender => (sender.Provider, Find(off, channel, sender.Provider)))])),
        ];
    }

    /// <summary>Switches off or on.</summary>
    /// <param name="channel">Which channel.</param>
    /// <param name="provider">Which of its providers; <see cref="DeliverySwitch.WholeChannel"/> for all.</param>
    /// <param name="isOn">On, or off.</param>
    /// <param name="by">The operator.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>False when there is no such switch, or it stands so already: then nothing is to be saved.</returns>
    public async Task<bool> SetAsync(Channel channel, string provider, bool isOn, Guid by, CancellationToken ct)
    {
        if (provider != DeliverySwitch.WholeChannel && !_order.Of(channel).Any(sender => sender.Provider == provider))
        {
            return false;
        }

        var off = await _db.DeliverySwitches.SingleOrDefaultAsync(s => s.Channel == channel && s.Provider == provider, ct);
        if (isOn == off is null)
        {
            return false;
        }

        if (isOn)
        {
            await MakeDueAsync(channel, ct);
        }

        _ = off is null ? _db.DeliverySwitches.Add(new DeliverySwitch(channel, provider, _clock.GetUtcNow(), by)) : _db.DeliverySwitches.Remove(off);
        return true;
    }

    // What has waited for the switch goes out now, not when its next try would have come.
    private Task<int> MakeDueAsync(Channel channel, CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        return _db.OutboxMessages.Where(m => m.Channel == channel && m.State == MessageState.Queued && m.LastOutcome == MessageOutcome.SwitchedOff && m.DueAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.DueAt, now), ct);
    }

    private static DeliverySwitch? Find(IEnumerable<DeliverySwitch> off, Channel channel, string provider) =>
        off.FirstOrDefault(s => s.Channel == channel && s.Provider == provider);
}

/// <summary>One channel's switches.</summary>
/// <param name="Channel">Which channel.</param>
/// <param name="Off">Set while all of it is off.</param>
/// <param name="Providers">Those that carry it, in their order, each with its switch when that is off.</param>
public sealed record ChannelSwitches(Channel Channel, DeliverySwitch? Off, IReadOnlyList<(string Provider, DeliverySwitch? Off)> Providers)
{
    /// <summary>Whether nothing travels by it.</summary>
    public bool IsSilent => Off is not null || Providers.All(provider => provider.Off is not null);
}
