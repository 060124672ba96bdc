namespace IdentityProvider.Devices;

/// <summary>How a browser presents itself, in words for the person it belongs to. Nothing is ever decided by it.</summary>
/// <param name="Browser">For example Firefox; "Browser" when unknown.</param>
/// <param name="Platform">For example Windows; empty when unknown.</param>
/// <param name="Network">The network it came from.</param>
public sealed record BrowserSighting(string Browser, string Platform, string Network)
{
    // Browsers name the ones they descend from too, so the most particular name is looked for first.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Vivaldi/", "Vivaldi"), ("FxiOS/", "Firefox"),
        ("Firefox/", "Firefox"), ("CriOS/", "Chrome"), ("Chromium/", "Chromium"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Platforms =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
        ("Macintosh", "Mac"), ("Linux", "Linux"),
    ];

    /// <summary>"Firefox on Windows" in parts: two names and no sentence, so that every language can make its own.</summary>
    public static BrowserSighting Of(string? userAgent, string network) => new(
        NameIn(userAgent, Browsers) ?? "Browser", NameIn(userAgent, Platforms) ?? "", network);

    /// <summary>"Firefox, Windows": two names and a comma read the same in every language.</summary>
    public string Words => Platform.Length == 0 ? Browser : $"{Browser}, {Platform}";

    private static string? NameIn(string? userAgent, (string Mark, string Name)[] names) =>
        names.FirstOrDefault(n => userAgent?.Contains(n.Mark, StringComparison.Ordinal) is true).Name;
}
