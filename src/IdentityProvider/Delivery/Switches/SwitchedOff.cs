using System.Collections.Frozen;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Delivery.Switches;

/// <summary>What is switched off, from this node's memory: a change in the database empties it, so every node knows at once.</summary>
public sealed class SwitchedOff : IDisposable
{
    public SwitchedOff(IServiceScopeFactory scopes, TimeProvider clock) => Cache = new NodeCache<FrozenSet<(Channel, string)>>(
        "delivery_switches",
        async ct =>
        {
            await using var scope = scopes.CreateAsyncScope();
            var rows = await scope.ServiceProvider.GetRequiredService<IdpDbContext>().DeliverySwitches.AsNoTracking().ToListAsync(ct);
            return rows.Select(row => (row.Channel, row.Provider)).ToFrozenSet();
        },
        clock);

    internal NodeCache<FrozenSet<(Channel, string)>> Cache { get; }

    /// <summary>Those of a channel's providers that may be asked, in their order.</summary>
    internal async ValueTask<IReadOnlyList<IMessageSender>> ExceptAsync(Channel channel, IReadOnlyList<IMessageSender> inOrder, CancellationToken ct)
    {
        var off = await Cache.GetAsync(ct);
        return off.Count == 0 ? inOrder
            : off.Contains((channel, DeliverySwitch.WholeChannel)) ? []
            : [.. inOrder.Where(sender => !off.Contains((channel, sender.Provider)))];
    }

    public void Dispose() => Cache.Dispose();
}
