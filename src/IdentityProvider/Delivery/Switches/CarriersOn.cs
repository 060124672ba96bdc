namespace IdentityProvider.Delivery.Switches;

/// <summary>Who may be asked on a channel now: the configured order without what an operator has switched off.</summary>
internal sealed class CarriersOn(SendersInOrder senders, SwitchedOff off)
{
    /// <returns>The first in the configured order, whose name stands with what nobody was asked for; and those that may be asked, perhaps none.</returns>
    public async ValueTask<(string First, IReadOnlyList<IMessageSender> InOrder)> OfAsync(Channel channel, CancellationToken ct)
    {
        var inOrder = senders.Of(channel);
        return (inOrder[0].Provider, await off.ExceptAsync(channel, inOrder, ct));
    }
}
