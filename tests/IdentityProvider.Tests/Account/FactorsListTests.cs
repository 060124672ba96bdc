using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Account;

/// <summary>The list of a user's own second factors: what it says, names, order, and recovery codes.</summary>
[Trait("Row", "B7")]
public class FactorsListTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly ClinicPolicy AsksNobody = new() { Require = MfaRequirement.Nobody };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_name_shows_in_the_list_and_when_signing_in()
    {
        var (nia, app) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.SignInByAppAsync(nia, app, "/account/factors");

        await browser.SendAsync(browser.Page.FormOf("Rename").With("name", "  Aegis <on my Pixel>  "));
        browser.Page.Says("Aegis <on my Pixel>");
        using var other = idp.OpenBrowser();

        (await other.GivePasswordAsync(idp.App.AuthorizeUrl(), nia)).Says("Open Aegis <on my Pixel>");
    }

    [Fact]
    public async Task The_first_way_and_the_backup_are_what_the_user_chose()
    {
        var nia = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        var app = await idp.WithAppAsync(nia);
        using var browser = idp.OpenBrowser();
        await browser.SignInByAppAsync(nia, app, "/account/factors");

        await browser.SubmitAsync(new { First = "AuthenticatorApp", Backup = "Voice" });
        using var other = idp.OpenBrowser();
        await other.GivePasswordAsync(idp.App.AuthorizeUrl(), nia);
        Assert.Equal("/sign-in/authenticator", other.Page.Path);
        var page = await other.UseAsync("AnotherWay");

        Assert.Equal(["AuthenticatorApp", "Voice", "Text"], page.All("input[name=Way]").Select(way => way.GetAttribute("value")));
    }

    [Fact]
    public async Task New_recovery_codes_take_the_place_of_the_old_ones_once_they_are_kept()
    {
        var (nia, app) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync(AsksNobody));
        var old = await idp.WithRecoveryCodesAsync(nia);
        using var browser = idp.OpenBrowser();
        await browser.SignInByAppAsync(nia, app, "/account/factors/codes");
        await browser.UseAsync("Make");
        var fresh = browser.Page.All(".recovery-codes code").Select(code => code.TextContent).ToList();
        Assert.Empty(fresh.Intersect(old));
        Assert.True(await AcceptsAsync(nia, old[0]));
        Assert.False(await AcceptsAsync(nia, fresh[0]));

        await browser.GoToAsync("/account/factors/codes");
        await browser.SubmitAsync(new { Saved = true });

        Assert.False(await AcceptsAsync(nia, old[1]));
        Assert.True(await AcceptsAsync(nia, fresh[0]));
        Assert.Contains(await idp.Carrier.MessagesToAsync(nia.Email), mail => mail.Text.Contains("ten new recovery codes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_Spanish_the_pages_are_Spanish()
    {
        var (nia, app) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser(language: "es");

        var page = await browser.SignInByAppAsync(nia, app, "/account/factors");

        page.Says("Formas de entrar");
        page.Says("Aplicación de autenticación");
    }

    [Fact]
    public async Task The_list_says_what_is_on_file_since_when_and_where_codes_go()
    {
        var nia = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        var app = await idp.WithAppAsync(nia);
        await idp.WithRecoveryCodesAsync(nia);
        using var browser = idp.OpenBrowser();

        var page = await browser.SignInByAppAsync(nia, app, "/account/factors");

        page.Says("Authenticator app");
        page.Says($"(•••) •••-{nia.Phone![^4..]}");
        page.Says("10 of 10 left");
        page.Says("last used");
    }

    private async Task<bool> AcceptsAsync(Person person, string code) => await idp.WithAsync<RecoveryCodes, bool>(async codes =>
        (await codes.TakeAsync(person.Id, WrittenCode.Parse(code, RecoveryCodeSet.CodeLength)!, Ct)).IsAccepted);
}
