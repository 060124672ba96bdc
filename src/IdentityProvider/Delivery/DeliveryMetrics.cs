using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace IdentityProvider.Delivery;

/// <summary>What operators watch: how many messages went which way, and how long people waited. Tags are members of enums, never a destination.</summary>
internal sealed class DeliveryMetrics(IMeterFactory meters, TimeProvider clock)
{
    public const string Name = "IdentityProvider.Delivery";

    private static readonly ActivitySource Activities = new(Name);

    private readonly Counter<long> _tries = meters.Create(Name).CreateCounter<long>(
        "idp.delivery.tries", "{try}", "Tries to send a message, by channel, provider and outcome.");

    private readonly Histogram<double> _wait = meters.Create(Name).CreateHistogram<double>(
        "idp.delivery.wait", "s", "From the moment a message was written to the moment a provider took it.");

    /// <summary>A span around one request to a provider.</summary>
    public static Activity? StartSending(Guid messageId, IMessageSender sender) => Activities.StartActivity(
        $"send {sender.Channel}", ActivityKind.Producer, default(ActivityContext), [new("idp.message.id", messageId), new("idp.provider", sender.Provider)]);

    public void Tried(OutboxMessage message, SendResult result)
    {
        var tags = new TagList { { "channel", message.Channel.ToString() }, { "provider", result.Provider } };
        if (result.Outcome is MessageOutcome.Sent)
        {
            _wait.Record((clock.GetUtcNow() - message.CreatedAt).TotalSeconds, tags);
        }

        tags.Add("outcome", result.Outcome.ToString());
        _tries.Add(1, tags);
    }
}
