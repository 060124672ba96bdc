using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Account;

/// <summary>B8: where somebody is signed in, and ending it.</summary>
public class SessionsPageTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact, Trait("Row", "B8")]
    public async Task Every_session_stands_there_with_browser_network_times_and_apps()
    {
        var person = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var other = idp.OpenBrowser();
        await other.SignInWithCodeAsync(idp, person, person.Phone!);
        using var browser = await HereAsync(person);

        var page = browser.Page;

        Assert.Equal(2, page.All("section .rows > li").Count());
        page.Says("This session");
        page.Says("Chrome");
        page.Says("127.1.");
        page.Says($"Opened: The App {idp.App.ClientId}");
        page.Says("last used");
    }

    [Fact, Trait("Row", "B8")]
    public async Task One_session_is_ended_and_the_others_go_on()
    {
        var person = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var lost = idp.OpenBrowser();
        await lost.SignInWithCodeAsync(idp, person, person.Phone!);
        using var browser = await HereAsync(person);

        (await browser.SendAsync(browser.Page.FormOf("End").With("id", await OtherAsync(browser)))).Says("The session is ended");

        Assert.False(await lost.IsSignedInAsync());
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact, Trait("Row", "B8")]
    public async Task All_others_are_ended_at_once_with_what_their_apps_hold()
    {
        var person = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var app = await idp.Given.AppAsync(idp.Issuer, client => client.RefreshesWithinSession = true);
        using var lost = idp.OpenBrowser();
        await lost.SignInWithCodeAsync(idp, person, person.Phone!);
        await lost.GoToAsync(app.AuthorizeUrl("openid"));
        var tokens = await app.RedeemAsync(lost.CallbackUrl);
        using var browser = await HereAsync(person);

        (await browser.UseAsync("EndOthers")).Says("The session is ended");

        Assert.False(await lost.IsSignedInAsync());
        using var userInfo = await app.UserInfoAsync(tokens.AccessToken);
        Assert.Equal(401, (int)userInfo.StatusCode);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact, Trait("Row", "B8")]
    public async Task What_is_ended_here_is_ended_on_every_node()
    {
        var person = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        await using var node = await SecondNode.StartAsync(idp);
        using var lost = idp.OpenBrowser();
        using var lostThere = node.Open(lost);
        await lost.SignInWithCodeAsync(idp, person, person.Phone!);
        Assert.True(await lostThere.IsSignedInAsync());
        using var browser = await HereAsync(person);

        await browser.UseAsync("EndOthers");

        Assert.False(await lostThere.IsSignedInAsync());
    }

    [Fact]
    public async Task Somebody_elses_session_cannot_be_ended()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (mine, theirs) = (await idp.Given.StaffWithPhoneAsync(clinic), await idp.Given.StaffWithPhoneAsync(clinic));
        using var other = await HereAsync(theirs);
        var id = other.Page.One("input[name=id]").GetAttribute("value")!;
        using var browser = await HereAsync(mine);

        await browser.SendAsync(browser.Page.FormOf("End").With("id", id));

        browser.Page.Says("0 sessions are ended");
        Assert.True(await other.IsSignedInAsync());
    }

    [Fact]
    public async Task Ending_the_one_in_use_signs_out()
    {
        var person = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = await HereAsync(person);

        await browser.UseAsync("End");

        Assert.False(await browser.IsSignedInAsync());
    }

    private async Task<Browser> HereAsync(Person person)
    {
        var browser = idp.OpenBrowser();
        await browser.SignInAsync(person, "/account/sessions");
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(person.Phone!));
        Assert.Equal("/account/sessions", browser.Page.Path);
        return browser;
    }

    // The list begins with the session in use.
    private static Task<string> OtherAsync(Browser browser) =>
        Task.FromResult(browser.Page.All("input[name=id]").Last().GetAttribute("value")!);
}
