using System.Net;
using IdentityProvider.Dev.Postgres;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.SignIn;

/// <summary>A PostgreSQL of these tests' own, because they stop it.</summary>
public sealed class DatabaseAwayTests : IAsyncLifetime
{
    private readonly TestDatabases _databases = new();
    private IdpHost _idp = null!;
    private PrivatePostgres _postgres = null!;

    public async ValueTask InitializeAsync()
    {
        _postgres = await _databases.ServerAsync();
        _idp = new IdpHost(_databases);
        await _idp.InitializeAsync();
    }

    [Fact]
    public async Task While_the_database_is_away_pages_say_try_again_and_afterwards_the_same_sign_in_goes_on()
    {
        var ct = TestContext.Current.CancellationToken;
        var anna = await _idp.Given.StaffWithPhoneAsync(await _idp.Given.ClinicAsync());
        using var browser = _idp.OpenBrowser();
        await browser.GivePasswordAsync(_idp.App.AuthorizeUrl(), anna);
        var code = await _idp.Carrier.LastCodeToAsync(anna.Phone!);
        var form = browser.Fill(new { Digits = code });

        await _postgres.StopAsync(asIfKilled: true, ct);
        var page = await browser.SendAsync(form);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status);
        Assert.NotNull(page.Headers.RetryAfter);
        Assert.NotEmpty(page.Text);

        await _postgres.ResumeAsync(ct);
        await TryAgainAsync(browser, form);

        Assert.True(browser.CallbackUrl is not null, $"{browser.Page.Status} {browser.Page.Text}\n{string.Join('\n', _idp.Logs.Lines.TakeLast(20))}");
        Assert.Equal(["pwd", "otp", "sms", "mfa"], (await _idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Amr);
    }

    // Connections that the pool kept from before are found dead one at a time, each by a request that says so: as the page asks, the
    // person tries again.
    private static async Task TryAgainAsync(Browser browser, FilledForm form)
    {
        for (var tries = 0; tries < 5 && (await browser.SendAsync(form)).Status == HttpStatusCode.ServiceUnavailable; tries++)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _idp.DisposeAsync();
        await _databases.DisposeAsync();
    }
}
