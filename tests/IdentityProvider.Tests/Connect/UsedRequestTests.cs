using System.Net;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using IdentityProvider.Tests.Smart;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Connect;

/// <summary>A request that was stored while its user was on the way gives one code, and the launch in it is used up with that code or not at all.</summary>
public sealed class UsedRequestTests(HangUpHost idp) : IClassFixture<HangUpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Coming_back_to_it_with_the_back_button_shows_a_page_and_gives_no_second_code()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(), await idp.SomebodyAsync());
        var resume = await StoredAsync(browser, app.AuthorizeUrl());

        await browser.GoToAsync(resume);
        await app.RedeemAsync(browser.CallbackUrl);

        var page = await browser.GoToAsync(resume);
        Assert.Equal((HttpStatusCode.BadRequest, (Uri?)null), (page.Status, browser.CallbackUrl));
        page.Says("You are signed in already");
        page.Says("Go back to the app.");
    }

    [Fact]
    public async Task After_a_sign_in_its_end_taken_once_more_gives_no_second_code()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(), await idp.SomebodyAsync());
        await app.RedeemAsync(browser.CallbackUrl);

        await browser.GoToAsync("/connect/authorize/resume");

        Assert.Null(browser.CallbackUrl);
        Assert.Equal(1, await idp.WithAsync<IdpDbContext, int>(db => db.Grants.CountAsync(g => g.ClientId == app.ClientId, Ct)));
    }

    [Fact]
    public async Task A_reload_before_the_sign_in_changes_nothing()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(app.AuthorizeUrl());
        await browser.ReloadAsync();
        var person = await idp.SomebodyAsync();
        await browser.SubmitAsync(new { person.Email });
        await browser.ReloadAsync();
        await browser.SubmitAsync(new { person.Password });

        await app.RedeemAsync(browser.CallbackUrl);
    }

    [Fact]
    public async Task Of_many_tabs_at_once_one_gets_the_code_and_none_brings_the_app_an_error()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(), await idp.SomebodyAsync());
        var resume = await StoredAsync(browser, app.AuthorizeUrl());

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => browser.FetchAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(idp.Issuer, resume)))));

        Assert.Single(answers, answer => answer.Headers.Location is not null);
        Assert.Equal(9, answers.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_code_that_could_not_be_stored_leaves_the_request_and_the_launch_as_they_were()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var browser = idp.OpenBrowser();
        var person = await smart.StaffAsync();
        await browser.SignInAsync(smart.AuthorizeUrl("openid"), person);
        var resume = await StoredAsync(browser, smart.AuthorizeUrl("openid launch", ("launch", await smart.LaunchAsync(person))));

        await using (await idp.RefuseAsync("authorization_codes"))
        {
            var page = await browser.GoToAsync(resume);
            Assert.True((int)page.Status >= 500);
        }

        await browser.GoToAsync(resume);
        Assert.Equal("p1", (await smart.App.RedeemAsync(browser.CallbackUrl)).Member("patient"));
    }

    // Sends the request as a POST, which stores it; where it goes on.
    private async Task<string> StoredAsync(Browser browser, string url)
    {
        var fields = QueryHelpers.ParseQuery(new Uri(idp.Issuer, url).Query).Select(field => KeyValuePair.Create(field.Key, field.Value.ToString()));
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await browser.FetchAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(idp.Issuer, "/connect/authorize")) { Content = content });
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }
}
