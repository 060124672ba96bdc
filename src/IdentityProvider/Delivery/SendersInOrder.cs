using IdentityProvider.Delivery.Email;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Delivery;

/// <summary>Whom a message of a channel is given to: the first, and the next when the one before is in trouble.</summary>
internal sealed class SendersInOrder(IEnumerable<IMessageSender> senders, IOptions<DeliveryOptions> options)
{
    public IReadOnlyList<IMessageSender> Of(Channel channel) => channel == Channel.Email
        ? [.. options.Value.EmailInOrder.Select(provider => senders.First(sender => IsOf(sender, provider)))]
        : [.. senders.Where(sender => sender.Channel == channel)];

    private static bool IsOf(IMessageSender sender, EmailProvider provider) => provider switch
    {
        EmailProvider.SendGrid => sender is SendGridSender,
        EmailProvider.Smtp => sender is SmtpSender,
    };
}
