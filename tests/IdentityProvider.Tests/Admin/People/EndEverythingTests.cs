using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Admin.People;

/// <summary>B8: instant sign-out everywhere when someone leaves.</summary>
public class EndEverythingTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact, Trait("Row", "B8")]
    public async Task An_admin_ends_sessions_trusted_browsers_and_offline_access_at_once_and_the_person_is_told()
    {
        var clinic = await idp.Given.ClinicAsync();
        var person = await idp.Given.StaffWithPhoneAsync(clinic);
        using var theirs = idp.OpenBrowser();
        await theirs.GivePasswordAsync(idp.App.AuthorizeUrl("openid offline_access"), person);
        await theirs.EnterCodeAndRememberAsync(await idp.Carrier.LastCodeToAsync(person.Phone!));
        var tokens = await idp.App.RedeemAsync(theirs.CallbackUrl);
        using var browser = await idp.EnterConsoleAsync(clinic);

        await browser.GoToAsync(PeoplePages.PageOf(clinic, person));
        await browser.PressAsync("Sign out everywhere and forget browsers");
        (await browser.SubmitAsync(new { Reason = "Left the practice today" })).Says("Everything is ended, everywhere");

        Assert.False(await theirs.IsSignedInAsync());
        using var refused = await idp.App.SendRefreshAsync(tokens.RefreshToken!);
        Assert.Equal(400, (int)refused.StatusCode);
        await theirs.GivePasswordAsync(idp.App.AuthorizeUrl(), person);
        Assert.Equal("/sign-in/code", theirs.Page.Path);
        Assert.Contains("signed out", (await idp.Carrier.MessagesToAsync(person.Email))[0].Subject, StringComparison.Ordinal);
        Assert.Contains("person.signed-out", await idp.AuditTrailAsync(person));
    }
}
