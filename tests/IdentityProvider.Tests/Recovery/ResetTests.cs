using IdentityProvider.Factors;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Recovery;

/// <summary>Somebody forgot their password: a link, the second factor, a new password, and an ordinary sign-in from there.</summary>
public class ResetTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    [Trait("Row", "PF13")]
    [Trait("Row", "PF2")]
    public async Task A_forgotten_password_is_replaced_by_link_and_code_and_the_app_that_asked_is_reached()
    {
        var anna = await StaffOfOldAsync();
        using var browser = idp.OpenBrowser();
        await browser.ForgetPasswordAsync(idp, anna.Email);
        Assert.Equal("/recover/sent", browser.Page.Path);
        browser.Page.Says("Check your mail");

        await browser.FollowLinkAsync(idp, anna.Email);
        Assert.Equal("/sign-in/code", browser.Page.Path);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        Assert.Equal("/recover/password", browser.Page.Path);
        await browser.ChoosePasswordAsync();

        // The code that was entered counts: no second one. Whether this browser is to be remembered was not asked yet.
        Assert.Equal("/sign-in/remember", browser.Page.Path);
        await browser.DeclineTrustAsync();
        Assert.NotNull(browser.CallbackUrl);
        using var later = idp.OpenBrowser();
        await later.GivePasswordAsync(idp.App.AuthorizeUrl(), anna with { Password = RecoveryPages.NewPassword });
        Assert.Equal("/sign-in/code", later.Page.Path);
    }

    [Fact]
    public async Task The_old_password_is_worth_nothing_afterwards_and_works_until_then()
    {
        var anna = await StaffOfOldAsync();
        using var browser = idp.OpenBrowser();
        using var other = idp.OpenBrowser();
        await browser.AskForLinkAsync(anna.Email);
        await browser.FollowLinkAsync(idp, anna.Email);

        await other.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/code", other.Page.Path);

        // The phone waits between two codes, whatever they are for.
        await browser.EnterCodeAsync(await NewestCodeAsync(anna, "for a new password"));
        await browser.ChoosePasswordAsync();
        using var after = idp.OpenBrowser();
        await after.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        after.Page.ShowsProblem("Password", "This password does not match the address above.");
    }

    [Fact]
    public async Task A_reset_from_another_device_ends_at_the_account_and_not_in_the_app_of_the_first()
    {
        var anna = await StaffOfOldAsync();
        using var desk = idp.OpenBrowser();
        using var phone = idp.OpenBrowser();
        await desk.GoToAsync(idp.App.AuthorizeUrl());
        await desk.PressAsync("Forgot which e-mail address?");
        await desk.AskForLinkAsync(anna.Email);

        await phone.FollowLinkAsync(idp, anna.Email);
        await phone.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        await phone.ChoosePasswordAsync();
        await phone.DeclineTrustAsync();

        Assert.Equal("/account", phone.Page.Path);
        Assert.Null(phone.CallbackUrl);
    }

    [Fact]
    public async Task A_reset_ends_every_session_and_every_trusted_browser_and_tells_the_user()
    {
        var anna = await StaffOfOldAsync();
        using var desk = idp.OpenBrowser();
        await desk.SignInWithCodeAsync(idp, anna, anna.Phone!, remember: true);
        Assert.True(await desk.IsSignedInAsync());

        await ResetAsync(anna);

        Assert.False(await desk.IsSignedInAsync());
        await using var db = idp.Database.Open();
        Assert.DoesNotContain(db.TrustedDevices.Where(d => d.UserId == anna.Id), d => d.EndedAt is null);
        Assert.All(await db.Sessions.Where(s => s.UserId == anna.Id && s.EndedAt != null).ToListAsync(TestContext.Current.CancellationToken), s => Assert.Equal(IdentityProvider.Access.SessionEnd.PasswordReset, s.EndReason));
        Assert.Contains(await idp.Carrier.MessagesToAsync(anna.Email), m => m.Subject!.StartsWith("Your", StringComparison.Ordinal) && m.Subject.Contains("password was replaced", StringComparison.Ordinal) && m.Text.Contains("This wasn’t me", StringComparison.Ordinal));
        Assert.Contains("password.replaced", await idp.AuditTrailAsync(anna));
    }

    [Fact]
    [Trait("Row", "PF15")]
    public async Task The_rules_stand_on_the_page_before_they_are_broken_and_a_broken_one_says_what_to_do()
    {
        var anna = await StaffOfOldAsync();
        using var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync(anna.Email);
        await browser.FollowLinkAsync(idp, anna.Email);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        browser.Page.Says("12 characters or more");
        browser.Page.Says("Not a common password");

        await browser.ChoosePasswordAsync("short");
        browser.Page.ShowsProblem("NewPassword", "This password is too short. Use 12 characters or more.");
        await browser.ChoosePasswordAsync("administrator");
        browser.Page.ShowsProblem("NewPassword", "lists that attackers try first");
        await browser.ChoosePasswordAsync(anna.Email);
        browser.Page.ShowsProblem("NewPassword", "made of your name");
        await browser.ChoosePasswordAsync("");
        browser.Page.ShowsProblem("NewPassword", "Type a new password.");

        await browser.ChoosePasswordAsync();
        Assert.Equal("/sign-in/remember", browser.Page.Path);
    }

    [Fact]
    public async Task Who_has_only_codes_by_e_mail_is_asked_for_one_after_the_new_password_and_not_before()
    {
        var anna = await idp.Given.StaffWithEmailAsync(await idp.Given.ClinicAsync(new() { StaffMethods = [Method.Email] }));
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.SubmitAsync(new { anna.Email });
        await browser.PressAsync("Forgot your password?");
        await browser.SubmitAsync(new { anna.Email });

        await browser.FollowLinkAsync(idp, anna.Email);
        Assert.Equal("/recover/password", browser.Page.Path);
        await browser.ChoosePasswordAsync();

        Assert.Equal("/sign-in/code", browser.Page.Path);
        Assert.Null(browser.CallbackUrl);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Email));
        await browser.PressAsync("Not now");
        Assert.NotNull(browser.CallbackUrl);
    }

    [Fact]
    public async Task Who_has_nothing_on_file_sets_a_factor_up_after_the_new_password_where_the_clinic_asks()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.SubmitAsync(new { anna.Email });
        await browser.PressAsync("Forgot your password?");
        await browser.SubmitAsync(new { anna.Email });
        await browser.FollowLinkAsync(idp, anna.Email);

        await browser.ChoosePasswordAsync();

        Assert.Equal("/sign-in/set-up", browser.Page.Path);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    [Trait("Row", "B11")]
    public async Task Everything_is_said_in_Spanish_too()
    {
        var anna = await StaffOfOldAsync();
        using var browser = idp.OpenBrowser("es");
        await browser.AskForLinkAsync(anna.Email);
        browser.Page.Says("Revise su correo");
        await browser.FollowLinkAsync(idp, anna.Email);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        browser.Page.Says("Elija una nueva contraseña");
        await browser.ChoosePasswordAsync("corta");
        browser.Page.Says("Esta contraseña es muy corta. Use 12 caracteres o más.");
    }

    // On file for longer than a day: a phone that was added since proves no reset.
    private async Task<Person> StaffOfOldAsync()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        idp.Clock.Advance(TimeSpan.FromHours(25));
        return anna;
    }

    private async Task ResetAsync(Person anna)
    {
        // What was mailed before comes before the link.
        await idp.Carrier.MessagesAsync();
        using var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync(anna.Email);
        await browser.FollowLinkAsync(idp, anna.Email);
        await browser.EnterCodeAsync(await NewestCodeAsync(anna, "for a new password"));
        await browser.ChoosePasswordAsync();
    }

    private async Task<string> NewestCodeAsync(Person anna, string words) =>
        (await idp.Carrier.MessagesToAsync(anna.Phone!)).First(m => m.Text.Contains(words, StringComparison.Ordinal)).Code!;
}
