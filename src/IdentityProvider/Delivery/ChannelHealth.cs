using IdentityProvider.Delivery.Switches;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Delivery;

/// <summary>Which channels get nothing through at the moment, whoever is written to.</summary>
public sealed class ChannelHealth(IdpDbContext db, DeliverySwitches switches, TimeProvider clock)
{
    private static readonly TimeSpan Recently = TimeSpan.FromHours(1);

    // Trouble that is ours or the provider's; what is about one recipient says nothing about the channel.
    private static readonly MessageOutcome?[] Trouble = [MessageOutcome.Transient, MessageOutcome.Throttled, MessageOutcome.BadCredentials, MessageOutcome.OutOfCredit];

    private static readonly MessageState[] Taken = [MessageState.Sent, MessageState.Delivered, MessageState.Undelivered];

    /// <summary>Channels that are off, and those on which something was tried within the last hour and nothing was taken by a provider.</summary>
    public async Task<IReadOnlySet<Channel>> SilentAsync(CancellationToken ct)
    {
        var since = clock.GetUtcNow() - Recently;
        var tried = db.OutboxMessages.Where(m => m.CreatedAt > since);
        var silent = await tried.Where(m => Trouble.Contains(m.LastOutcome))
            .Select(m => m.Channel).Distinct()
            .Where(channel => !tried.Any(m => m.Channel == channel && Taken.Contains(m.State)))
            .ToListAsync(ct);
        var off = (await switches.AllAsync(ct)).Where(channel => channel.IsSilent).Select(channel => channel.Channel);
        return silent.Union(off).ToHashSet();
    }
}
