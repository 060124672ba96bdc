using System.Globalization;
using System.Resources;

namespace IdentityProvider.Delivery.Templates;

/// <summary>
/// The sentences of LetterTexts.resx in the letter's language. A worker has no request, so it has no current culture either: the
/// letter says which it is.
/// </summary>
internal sealed class LetterTexts
{
    private static readonly ResourceManager Sentences = new(typeof(LetterTexts));
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-US");
    private static readonly CultureInfo Spanish = CultureInfo.GetCultureInfo("es-US");

    private LetterTexts(CultureInfo culture) => Culture = culture;

    public CultureInfo Culture { get; }

    public static LetterTexts In(string language) => new(language.StartsWith("es", StringComparison.OrdinalIgnoreCase) ? Spanish : English);

    /// <exception cref="InvalidOperationException">There is no such sentence. A test renders every letter in every language.</exception>
    public string Say(string key, params object[] arguments) => string.Format(
        Culture, Sentences.GetString(key, Culture) ?? throw new InvalidOperationException($"No sentence is called {key}."), arguments);

    /// <summary>"10 minutes", rounded down, so that nobody is promised a minute that is not there; never less than one.</summary>
    public string Minutes(TimeSpan left)
    {
        var minutes = Math.Max(1, (int)left.TotalMinutes);
        return minutes == 1 ? Say("Minutes.One") : Say("Minutes.Many", minutes);
    }

    /// <summary>How long something works: in days or hours when there are that many.</summary>
    public string Lasting(TimeSpan left) => left switch
    {
        { TotalDays: >= 2 } => Say("Days.Many", (int)left.TotalDays),
        { TotalHours: >= 2 } => Say("Hours.Many", (int)Math.Round(left.TotalHours)),
        _ => Minutes(left),
    };

    /// <summary>A moment as people of a clinic read it: date, time, and the city whose time it is.</summary>
    /// <param name="at">UTC.</param>
    /// <param name="zone">IANA name; null or unknown is shown as UTC.</param>
    public string When(DateTimeOffset at, string? zone)
    {
        if (zone is null || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
        {
            return Say("When", at, "UTC");
        }

        var city = zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');
        return Say("When", TimeZoneInfo.ConvertTime(at, found), city);
    }
}
