namespace IdentityProvider.Dev.Carriers;

/// <summary>The services that are simulated.</summary>
public enum Carrier
{
    /// <summary>SendGrid v3 Mail Send.</summary>
    SendGrid,

    /// <summary>Vonage Messages v1, channel sms.</summary>
    VonageMessages,

    /// <summary>Vonage Voice v1, outbound calls.</summary>
    VonageVoice,

    /// <summary>Vonage Identity Insights v1: what kind of line a number is.</summary>
    VonageInsights,
}

/// <summary>How a simulated carrier treats a request that is otherwise in order.</summary>
public abstract record Mood
{
    private Mood()
    {
    }

    /// <summary>Accepts it at once.</summary>
    public sealed record Willing : Mood;

    /// <summary>Accepts it after a while.</summary>
    public sealed record Slow(TimeSpan After) : Mood;

    /// <summary>Refuses it in the carrier's own words for this status: 402, 403, 422, 429, 500 or 503.</summary>
    public sealed record Refusing(int Status) : Mood;

    /// <summary>Refuses it with a numbered error of Vonage's Messages API, for example 1310 for a landline. Other carriers refuse with 422.</summary>
    public sealed record RefusingWith(int Number) : Mood;

    /// <summary>Takes the request and never answers.</summary>
    public sealed record Hanging : Mood;

    /// <summary>Delivers the message and never answers: the case in which nobody can know whether to send again.</summary>
    public sealed record Forgetful : Mood;

    /// <summary>Accepts it while somebody looks on, who may make it wait: a measurement, or a test that has to stand exactly there.</summary>
    /// <param name="BeforeKeeping">Is told for whom it is, once the request is in order and before anything is kept. Cancelled when the caller hangs up.</param>
    /// <param name="BeforeAnswering">The same, once it is kept and before the answer.</param>
    public sealed record Watched(Func<string, CancellationToken, Task> BeforeKeeping, Func<string, CancellationToken, Task> BeforeAnswering) : Mood;
}
