using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace IdentityProvider.Delivery;

/// <summary>What operators watch: how many messages went which way, and how long people waited. Tags are members of enums, never a destination.</summary>
internal sealed class DeliveryMetrics(IMeterFactory meters)
{
    public const string Name = "IdentityProvider.Delivery";

    private static readonly ActivitySource Activities = new(Name);

    private readonly Counter<long> _tries = meters.Create(Name).CreateCounter<long>(
        "idp.delivery.tries", "{try}", "Tries to send a message, by channel, provider and outcome.");

    private readonly Histogram<double> _wait = meters.Create(Name).CreateHistogram<double>(
        "idp.delivery.wait", "s", "From the moment a message was written to the moment a provider took it.");

    /// <summary>A span around one request to a provider.</summary>
    public static Activity? StartSending(OutboxMessage message, string provider) => Activities.StartActivity(
        $"send {message.Channel}", ActivityKind.Producer, default(ActivityContext), [new("idp.message.id", message.Id), new("idp.provider", provider)]);

    public void Tried(OutboxMessage message, SendResult result, DateTimeOffset now)
    {
        var tags = new TagList { { "channel", message.Channel.ToString() }, { "provider", result.Provider } };
        if (result.Outcome is MessageOutcome.Sent)
        {
            _wait.Record((now - message.CreatedAt).TotalSeconds, tags);
        }

        tags.Add("outcome", result.Outcome.ToString());
        _tries.Add(1, tags);
    }
}
