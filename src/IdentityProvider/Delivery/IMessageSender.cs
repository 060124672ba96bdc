using IdentityProvider.Delivery.Templates;

namespace IdentityProvider.Delivery;

/// <summary>One provider on one channel.</summary>
internal interface IMessageSender
{
    Channel Channel { get; }

    /// <summary>As stored with the message and shown to admins, for example "vonage".</summary>
    string Provider { get; }

    /// <summary>Asks the provider once. Its answers are values; no answer is an exception (<see cref="HttpRequestException"/>).</summary>
    Task<SendResult> SendAsync(OutgoingMessage message, CancellationToken ct);
}

/// <summary>A message in the moment it is sent.</summary>
/// <param name="Id">Given to the provider as our reference; it comes back with delivery reports.</param>
/// <param name="Letter">Opened.</param>
/// <param name="Head">What the deployment puts on every letter.</param>
/// <param name="Now">By it the words say how long a code still works.</param>
/// <param name="ExpiresAt">From then on a carrier need not try any more.</param>
internal sealed record OutgoingMessage(Guid Id, Letter Letter, LetterHead Head, DateTimeOffset Now, DateTimeOffset ExpiresAt)
{
    /// <summary>As the providers of texts and calls want a number: digits only.</summary>
    public string DialledNumber => Letter.Destination.TrimStart('+');

    public override string ToString() => $"{Letter} {Id}";
}
