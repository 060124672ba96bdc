using System.Net;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Connect;

/// <summary>Answers that somebody else gives, gives twice, or gives to more than was asked.</summary>
public class ConsentAttackTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_users_session_cannot_answer_and_an_answer_does_not_count_for_another_user()
    {
        using var app = await idp.StrangerAsync();
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(ConsentPages.Wanted), await idp.SomebodyAsync());
        var (form, at) = (browser.Fill(new { Allowed = "profile" }), browser.Page.Url.ToString());

        // Somebody else takes over the browser, and the first one's form is still open in a tab.
        var other = await idp.SomebodyAsync();
        await browser.SignInAsync(idp.App.AuthorizeUrl("openid", ("prompt", "select_account")), other);
        var page = await browser.SendAsync(form);

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Null(browser.CallbackUrl);
        Assert.Equal(0, await idp.WithAsync<IdpDbContext, int>(db => db.Consents.CountAsync(c => c.ClientId == app.ClientId, Ct)));
        Assert.Equal("/connect/consent", (await browser.GoToAsync(at)).Path);
        browser.Page.Says(other.Email);
    }

    [Fact]
    public async Task An_answer_of_one_session_does_not_count_in_another()
    {
        using var app = await idp.StrangerAsync();
        using var first = idp.OpenBrowser();
        await first.SignInAsync(app.AuthorizeUrl(ConsentPages.Wanted, ("prompt", "consent")), await idp.SomebodyAsync());
        var resume = first.Page.Url.ToString().Replace("/connect/consent", "/connect/authorize/resume", StringComparison.Ordinal);

        // The answer is stored; the way on, where the code is, is not taken yet.
        using var stored = await first.FetchAsync(first.Fill(new { Allowed = "profile" }).With("Decision", "allow").ToRequest());
        Assert.Equal(resume, new Uri(idp.Issuer, stored.Headers.Location!).ToString());

        using var second = idp.OpenBrowser();
        await second.SignInAsync(idp.App.AuthorizeUrl(), await idp.SomebodyAsync());

        Assert.Equal("/connect/consent", (await second.GoToAsync(resume)).Path);
    }

    [Fact]
    public async Task Without_a_session_the_page_leads_to_the_sign_in_and_a_post_changes_nothing()
    {
        using var app = await idp.StrangerAsync();
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(ConsentPages.Wanted), await idp.SomebodyAsync());
        var form = browser.Fill(new { Allowed = "profile" });
        using var stranger = idp.OpenBrowser();

        Assert.Equal("/sign-in", (await stranger.GoToAsync(browser.Page.Url.ToString())).Path);
        Assert.Equal(HttpStatusCode.BadRequest, (await stranger.SendAsync(form)).Status);
        Assert.Empty(await idp.AuditOfAsync(app));
    }

    [Fact]
    public async Task The_same_form_twice_at_once_is_one_answer()
    {
        using var app = await idp.StrangerAsync();
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(ConsentPages.Wanted), await idp.SomebodyAsync());
        var form = browser.Fill(new { Allowed = "profile" });

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var request = form.With("Decision", "allow").ToRequest();
            using var answer = await browser.FetchAsync(request);
            return answer.StatusCode;
        }));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.SeeOther, status));
        Assert.Equal(1, await idp.WithAsync<IdpDbContext, int>(db => db.Consents.CountAsync(c => c.ClientId == app.ClientId, Ct)));
    }

    [Fact]
    public async Task A_hand_made_form_adds_nothing()
    {
        using var app = await idp.StrangerAsync();
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid profile"), await idp.SomebodyAsync());

        await browser.SendAsync(browser.Leaving("profile", "email", "user/Observation.rs"));

        Assert.Equal("openid profile", ConsentPages.ScopeOf(await app.RedeemAsync(browser.CallbackUrl)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?r=x")]
    [InlineData("?r=0198c0de-0000-7000-8000-000000000001")]
    public async Task An_address_without_a_request_is_a_page_that_says_so(string query)
    {
        using var browser = idp.OpenBrowser();

        var page = await browser.GoToAsync("/connect/consent" + query);

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Null(browser.CallbackUrl);
    }
}
