using System.Text.Json.Serialization;

namespace IdentityProvider.Dev.Inbox;

/// <summary>Something a carrier was asked to bring to a person.</summary>
/// <param name="Id">Unique, in order of arrival.</param>
/// <param name="Channel">text, voice or email.</param>
/// <param name="To">In full: E.164, or the address.</param>
/// <param name="Subject">Of a mail; null for the others.</param>
/// <param name="Text">What one reads or hears.</param>
/// <param name="Code">The digits in it; null when it holds none.</param>
/// <param name="At">When the carrier accepted it, UTC.</param>
public sealed record InboxMessage(string Id, string Channel, string To, string? Subject, string Text, string? Code, DateTimeOffset At)
{
    /// <summary>The HTML part of a mail.</summary>
    [JsonIgnore]
    public string? Html { get; init; }

    /// <summary>The number it came from, or the sender's name and address.</summary>
    [JsonIgnore]
    public string? From { get; init; }
}
