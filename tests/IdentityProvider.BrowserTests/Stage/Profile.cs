using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using IdentityProvider.BrowserTests.Pages;
using IdentityProvider.Dev;
using Microsoft.Playwright;

namespace IdentityProvider.BrowserTests.Stage;

/// <summary>What a person sits at.</summary>
internal sealed record Device(string Name, int Width, int Height, string Locale = "en-US", ColorScheme Colors = ColorScheme.Light)
{
    public static readonly Device Desktop = new("desktop", 1280, 900);
    public static readonly Device Phone = new("phone", 375, 760) { Colors = ColorScheme.Dark };
    public static readonly Device SpanishPhone = Phone with { Name = "phone-es", Locale = "es-US" };
}

/// <summary>
/// A browser profile: cookies of its own, one tab. Each page it arrives at is photographed and examined: accessibility, script and
/// policy errors, requests to other hosts.
/// </summary>
internal sealed class Profile : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Of the pages that only a way leads to: each is looked at in both languages once in a run, and not in every journey that passes it.
    private static readonly ConcurrentDictionary<string, bool> SeenInSpanish = new(StringComparer.Ordinal);

    private readonly string _pictures;
    private readonly List<string> _complaints = [];
    private readonly IBrowserContext _context;
    private readonly bool _isSpanish;
    private bool _wasPosted;
    private int _taken;

    private Profile(string pictures, IBrowserContext context, IPage page, bool isSpanish) =>
        (_pictures, _context, Page, _isSpanish) = (pictures, context, page, isSpanish);

    public IPage Page { get; }

    /// <param name="journey">The folder of the pictures.</param>
    /// <param name="who">What their names begin with: several people may share a journey.</param>
    public static async Task<Profile> OpenAsync(Chromium chromium, string journey, string who, Device device)
    {
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = device.Width, Height = device.Height },
            Locale = device.Locale,
            ColorScheme = device.Colors,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(30_000);
        var folder = Directory.CreateDirectory(Path.Combine(Checkout.Find().State, "pictures", journey));
        var isSpanish = device.Locale.StartsWith("es", StringComparison.Ordinal);
        var profile = new Profile(Path.Combine(folder.FullName, who), context, await context.NewPageAsync(), isSpanish);
        profile.Listen();
        return profile;
    }

    /// <summary>Waits for the page at this path, then looks at it.</summary>
    public async Task ArriveAsync(string path, string picture)
    {
        // Looked at again and again, not waited for as an event: the event of a page that was quick is over before anybody listens.
        try
        {
            await Assertions.Expect(Page).ToHaveURLAsync(new Regex($"^https?://[^/]+{Regex.Escape(path)}([?#].*)?$", RegexOptions.None, Patience));
        }
        catch (PlaywrightException exception)
        {
            await PhotographAsync("stuck");
            throw new InvalidOperationException($"{path} was expected, but {Page.Url} says: {await Page.InnerTextAsync("main")}", exception);
        }

        await LookAsync(picture);
        if (!_wasPosted && PageList.Walked.ContainsKey(path) && SeenInSpanish.TryAdd(path, true) && !_isSpanish)
        {
            await LookInSpanishAsync(picture);
        }
    }

    /// <summary>Photographs the page, and fails when it has an accessibility violation or has complained of anything so far.</summary>
    public async Task LookAsync(string picture)
    {
        await Assertions.Expect(Page.Locator("main")).ToBeVisibleAsync();
        var file = await PhotographAsync(picture);
        var result = await Page.RunAxe();
        var violations = result.Violations.Select(v => $"{v.Id}: {v.Help} at {string.Join(" · ", v.Nodes.Select(n => n.Html))}");
        Assert.True(result.Violations.Length == 0, $"{Page.Url} ({file}): {string.Join("\n", violations)}");
        Assert.True(_complaints.Count == 0, $"{Page.Url} ({file}): {string.Join("\n", _complaints)}");
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    // By the link that an app would lead here with; then back, as if nothing had been.
    private async Task LookInSpanishAsync(string picture)
    {
        var here = Page.Url;
        await Page.GotoAsync($"{here}{(here.Contains('?', StringComparison.Ordinal) ? '&' : '?')}ui_locales=es");
        await Assertions.Expect(Page.Locator("html")).ToHaveAttributeAsync("lang", new Regex("^es", RegexOptions.None, Patience));
        await LookAsync($"{picture}-in-spanish");
        await Page.GotoAsync(here);
    }

    private async Task<string> PhotographAsync(string picture)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"{_pictures}-{++_taken:00}-{picture}.png");
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = file, FullPage = true });
        return file;
    }

    private void Listen()
    {
        Page.PageError += (_, error) => _complaints.Add($"script error: {error}");
        Page.Console += (_, message) =>
        {
            // A page whose own status is 400 or 503 is also reported here; what it shows is for the journey to judge.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _complaints.Add($"console: {message.Text}");
            }
        };
        Page.Request += (_, request) =>
        {
            if (request.IsNavigationRequest && request.Frame == Page.MainFrame)
            {
                _wasPosted = request.Method == "POST";
            }

            if (new Uri(request.Url) is { Scheme: "http" or "https", IsLoopback: false })
            {
                _complaints.Add($"asks another host: {request.Url}");
            }
        };
    }
}
