using IdentityProvider.BrowserTests.Stage;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace IdentityProvider.BrowserTests.Stage;

/// <summary>One browser program for the whole run. Each person in a journey gets a profile of their own in it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    // Nothing that would reach outside this machine; the sandbox needs an ordinary user.
    private static readonly string[] Switches =
    [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("Chromium has not started.");

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("IDP_CHROMIUM") is { Length: > 0 } named ? named : "/usr/bin/chromium",
            Args = Environment.IsPrivilegedProcess ? [.. Switches, "--no-sandbox"] : Switches,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
