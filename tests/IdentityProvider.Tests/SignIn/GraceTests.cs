using System.Net;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.SignIn;

/// <summary>Days of grace: setting up is offered with the days left, can be put off, and cannot once they are over.</summary>
public class GraceTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly ClinicPolicy OneWeek = new() { GraceDays = 7 };

    [Fact]
    public async Task The_person_sees_how_many_days_are_left_and_may_put_it_off()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(OneWeek));
        using var browser = idp.OpenBrowser();

        var page = await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/set-up", page.Path);
        page.Says("7 days left to set this up");
        await browser.UseAsync("Later");

        Assert.Equal("urn:idp:acr:aal1", (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Acr);
    }

    [Fact]
    public async Task In_the_middle_of_a_session_nobody_is_stopped_for_it()
    {
        var (browser, _) = await PutOffAsync();

        await browser.GoToAsync(idp.App.AuthorizeUrl(more: ("prompt", "none")));

        Assert.True(idp.App.Answer(browser.CallbackUrl).ContainsKey("code"));
        browser.Dispose();
    }

    [Fact]
    public async Task The_next_sign_in_counts_down_and_the_last_day_says_so()
    {
        var (browser, anna) = await PutOffAsync();
        idp.Clock.Advance(TimeSpan.FromDays(6.5));
        using var other = idp.OpenBrowser();

        var page = await other.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        page.Says("This is the last day to set this up");
        browser.Dispose();
    }

    [Fact]
    public async Task When_the_days_are_over_it_cannot_be_put_off_not_even_by_hand()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(OneWeek));
        idp.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(10));
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        var later = browser.Page.FormOf("Later");
        idp.Clock.Advance(TimeSpan.FromMinutes(10));

        await browser.SendAsync(later);

        Assert.Equal("/sign-in/set-up", browser.Page.Path);
        Assert.Null(browser.CallbackUrl);
        Assert.DoesNotContain("Not now", browser.Page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_was_let_in_without_is_asked_when_the_days_are_over_and_its_app_gets_no_more_tokens()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(new ClinicPolicy { GraceDays = 1 }));
        idp.Clock.Advance(TimeSpan.FromHours(23));
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl("openid offline_access"), anna);
        await browser.UseAsync("Later");
        var tokens = await idp.App.RedeemAsync(browser.CallbackUrl);
        var renewed = await idp.App.RefreshAsync(tokens.RefreshToken!);
        idp.Clock.Advance(TimeSpan.FromMinutes(61));

        using var refused = await idp.App.SendRefreshAsync(renewed.RefreshToken!);
        await browser.GoToAsync(idp.App.AuthorizeUrl());

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.StartsWith("/sign-in/", browser.Page.Path, StringComparison.Ordinal);
        Assert.Null(browser.CallbackUrl);
    }

    [Fact]
    public async Task Who_sets_it_up_in_time_is_asked_for_it_from_then_on()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(OneWeek));
        using var browser = idp.OpenBrowser();
        var phone = Given.NextPhone();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        await browser.SubmitAsync(new { Method = "Text", Phone = phone });
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(phone));
        await browser.DeclineTrustAsync();
        Assert.Equal("urn:idp:acr:aal2", (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Acr);
        using var other = idp.OpenBrowser();

        await other.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        Assert.Equal("/sign-in/code", other.Page.Path);
    }

    [Fact]
    public async Task Who_lost_the_factor_gets_no_new_days()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync(OneWeek));
        await using (var db = idp.Database.Open())
        {
            foreach (var factor in db.Factors.Where(f => f.UserId == anna.Id))
            {
                factor.Remove(idp.Clock.GetUtcNow());
            }

            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        using var browser = idp.OpenBrowser();
        var page = await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        Assert.Equal("/sign-in/set-up", page.Path);
        page.DoesNotSay("Not now");
    }

    [Fact]
    public async Task An_app_that_demands_more_is_not_put_off()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(OneWeek));
        using var browser = idp.OpenBrowser();

        var page = await browser.GivePasswordAsync(idp.App.AuthorizeUrl(more: ("acr_values", AcrValues.NameOf(Acr.Aal2))), anna);

        Assert.Equal("/sign-in/set-up", page.Path);
        page.DoesNotSay("Not now");
    }

    private async Task<(Browser Browser, Person Anna)> PutOffAsync()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(OneWeek));
        var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        await browser.UseAsync("Later");
        Assert.NotNull(browser.CallbackUrl);
        return (browser, anna);
    }
}
