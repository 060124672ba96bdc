using System.Net;
using IdentityProvider.Access;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Connect;

/// <summary>What a reference to a pushed request is good for, how long, and how often (RFC 9126 §4, §7).</summary>
public class PushedRequestUseTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string TooLate = "This sign-in has run out of time";
    private const string Used = "You are signed in already";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_opened_within_a_minute()
    {
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();
        var (late, punctual) = (await app.PushAsync(), "");
        idp.Clock.Advance(TimeSpan.FromSeconds(1));
        punctual = await app.PushAsync();
        idp.Clock.Advance(TimeSpan.FromSeconds(59));

        IsRefused(await browser.GoToAsync(late), browser);
        Assert.Equal("/sign-in", (await browser.GoToAsync(punctual)).Path);
    }

    [Fact]
    public async Task Once_opened_it_stays_open_while_its_user_signs_in()
    {
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();
        var url = await app.PushAsync();
        await browser.GoToAsync(url);
        idp.Clock.Advance(TimeSpan.FromMinutes(10));

        await browser.SignInAsync(url, await idp.SomebodyAsync());

        await app.RedeemAsync(browser.CallbackUrl);
    }

    [Fact]
    public async Task A_look_that_leads_nowhere_does_not_keep_it_open()
    {
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();
        var url = await app.PushAsync("openid", ("prompt", "none"));

        await browser.GoToAsync(url);
        Assert.Equal("login_required", app.Answer(browser.CallbackUrl)["error"]);
        idp.Clock.Advance(TimeSpan.FromSeconds(61));

        IsRefused(await browser.GoToAsync(url), browser);
    }

    [Fact]
    public async Task It_gives_one_code_and_no_second()
    {
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();
        var url = await app.PushAsync();
        await browser.SignInAsync(url, await idp.SomebodyAsync());
        Assert.NotNull(browser.CallbackUrl);

        IsRefused(await browser.GoToAsync(url), browser, Used);
    }

    [Fact]
    public async Task Of_many_visits_at_once_one_gets_the_code()
    {
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(), await idp.SomebodyAsync());
        var url = await app.PushAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => browser.FetchAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(idp.Issuer, url)))));

        Assert.Single(answers, answer => answer.Headers.Location?.Query.Contains("code=", StringComparison.Ordinal) == true);
        var others = answers.Where(answer => answer.Headers.Location is null).ToList();
        Assert.Equal(9, others.Count);
        foreach (var other in others)
        {
            Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
            Assert.Contains(Used, await other.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_clients_reference_is_none()
    {
        using var app = await AppAsync();
        using var other = await AppAsync();
        using var browser = idp.OpenBrowser();
        var url = (await app.PushAsync()).Replace($"client_id={app.ClientId}&", $"client_id={other.ClientId}&", StringComparison.Ordinal);

        IsRefused(await browser.GoToAsync(url), browser);
    }

    [Theory]
    [InlineData("urn:ietf:params:oauth:request_uri:", TooLate)]
    [InlineData("urn:ietf:params:oauth:request_uri:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", TooLate)]
    [InlineData("urn:ietf:params:oauth:request_uri:!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!", TooLate)]
    [InlineData("javascript:alert(1)", "The app sent us something we cannot read")]
    public async Task A_reference_to_nothing_is_refused(string requestUri, string title)
    {
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();

        IsRefused(await browser.GoToAsync(app.UrlWith(requestUri)), browser, title);
    }

    [Fact]
    public async Task A_reference_without_client_id_is_refused()
    {
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();

        IsRefused(await browser.GoToAsync((await app.PushAsync()).Replace($"client_id={app.ClientId}&", "", StringComparison.Ordinal)), browser, "We do not know this app");
    }

    [Fact]
    public async Task One_that_nobody_came_for_is_gone_after_its_minute_and_an_opened_one_waits()
    {
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();
        var opened = await app.PushAsync();
        await app.PushAsync();
        await browser.GoToAsync(opened);

        idp.Clock.Advance(TimeSpan.FromMinutes(2));
        await idp.Services.GetRequiredService<SweepWorker<AccessSweep>>().SweepAsync(Ct);

        Assert.Equal(1, await idp.WithAsync<IdpDbContext, int>(db => db.PendingAuthorizations.CountAsync(pending => pending.ClientId == app.ClientId, Ct)));
        await browser.SignInAsync(opened, await idp.SomebodyAsync());
        await app.RedeemAsync(browser.CallbackUrl);
    }

    private static void IsRefused(Page page, Browser browser, string title = TooLate)
    {
        Assert.Equal((HttpStatusCode.BadRequest, (Uri?)null), (page.Status, browser.CallbackUrl));
        page.Says(title);
    }

    private Task<TestApp> AppAsync() => idp.Given.AppAsync(idp.Issuer);
}
