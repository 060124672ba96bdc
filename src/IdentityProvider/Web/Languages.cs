using System.Globalization;

namespace IdentityProvider.Web;

/// <summary>The languages of the pages and messages.</summary>
public static class Languages
{
    public const string English = "en";
    public const string Spanish = "es";

    /// <summary>In the order in which they are offered; the first is the one for everybody else.</summary>
    public static readonly IReadOnlyList<string> All = [English, Spanish];

    /// <summary>The language of this request.</summary>
    public static string Current => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    /// <summary>How a language calls itself.</summary>
    public static string NameOf(string language) => language == Spanish ? "Español" : "English";

    /// <summary>The culture that numbers and dates follow: people here live in the United States, in either language.</summary>
    public static CultureInfo CultureOf(string language) => CultureInfo.GetCultureInfo($"{language}-US");

    /// <summary>The first language of a list that we speak, or null.</summary>
    /// <param name="tags">Language tags in order of preference, separated by spaces, as in ui_locales (OpenID Connect Core §3.1.2.1).</param>
    public static string? FirstKnown(string? tags) =>
        tags?.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(tag => tag.Split('-')[0].ToLowerInvariant())
            .FirstOrDefault(All.Contains);
}
