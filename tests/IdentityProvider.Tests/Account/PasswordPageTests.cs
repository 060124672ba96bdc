using IdentityProvider.Tests.Host;
using IdentityProvider.Tests.Recovery;

namespace IdentityProvider.Tests.Account;

/// <summary>Another password, at one's own wish.</summary>
public class PasswordPageTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Page = "/account/password";

    [Fact]
    public async Task A_new_password_ends_every_other_session_and_all_trust_and_the_user_is_told()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var other = idp.OpenBrowser();
        await other.SignInWithCodeAsync(idp, anna, anna.Phone!, remember: true);
        using var browser = idp.OpenBrowser();
        await OpenAsync(browser, anna);
        browser.Page.Says("12 characters or more");

        await browser.ChoosePasswordAsync();

        browser.Page.Says("Your new password is saved");
        Assert.True(await browser.IsSignedInAsync());
        Assert.False(await other.IsSignedInAsync());
        await using var db = idp.Database.Open();
        Assert.DoesNotContain(db.TrustedDevices.Where(d => d.UserId == anna.Id), d => d.EndedAt is null);
        Assert.Contains(await idp.Carrier.MessagesToAsync(anna.Email), m => m.Subject!.Contains("password was changed", StringComparison.Ordinal) && RecoveryPages.LinkIn(m) is not null);
        using var later = idp.OpenBrowser();
        await later.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        later.Page.ShowsProblem("Password", "does not match");
    }

    [Fact]
    public async Task A_session_alone_changes_no_password_it_takes_the_old_one_and_the_factor_again()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await OpenAsync(browser, anna);
        var form = browser.Fill(new { RecoveryPages.NewPassword });
        idp.Clock.Advance(TimeSpan.FromMinutes(11));

        await browser.SendAsync(form);
        Assert.Equal("/sign-in/password", browser.Page.Path);
        await browser.SubmitAsync(new { anna.Password });

        Assert.Equal("/sign-in/code", browser.Page.Path);
        Assert.DoesNotContain("password.replaced", await idp.AuditTrailAsync(anna));
    }

    [Fact]
    public async Task The_same_password_and_a_weak_one_are_refused_with_the_reason()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await OpenAsync(browser, anna);

        await browser.ChoosePasswordAsync(anna.Password);
        browser.Page.ShowsProblem("NewPassword", "This is the password you have now.");
        await browser.ChoosePasswordAsync("111111111111111");
        browser.Page.ShowsProblem("NewPassword", "only repeats or counts on");

        await browser.ChoosePasswordAsync();
        browser.Page.Says("Your new password is saved");
    }

    [Fact]
    public async Task A_reset_link_mailed_before_is_dead_after_the_change()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync(anna.Email);
        var link = await idp.LastLinkToAsync(anna.Email);
        await OpenAsync(browser, anna);
        await browser.ChoosePasswordAsync();

        await browser.GoToAsync(link);
        await browser.SendAsync(browser.Page.MainForm());

        browser.Page.Says("This link does not work any more");
    }

    private async Task OpenAsync(Browser browser, Person person)
    {
        await browser.SignInAsync(person, Page);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(person.Phone!));
        Assert.Equal(Page, browser.Page.Path);
    }
}
