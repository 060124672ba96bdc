using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.SignIn;

/// <summary>Product rows that one walk through sign-in shows: starting again, sending again from the set-up, who can tell the address, which rule won.</summary>
public class SignInRowTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact, Trait("Row", "PF5")]
    public async Task Who_lost_the_screen_starts_again_at_sign_in_and_is_asked_again()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var lost = idp.OpenBrowser();
        await lost.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        idp.Clock.Advance(TimeSpan.FromMinutes(2));
        using var browser = idp.OpenBrowser();

        var page = await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/code", page.Path);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));

        Assert.NotNull(browser.CallbackUrl);
        Assert.False(await lost.IsSignedInAsync());
    }

    [Fact, Trait("Row", "TA5"), Trait("Row", "PF5")]
    public async Task Who_did_not_get_it_while_setting_up_has_it_sent_again_or_changes_the_number()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        var (first, second) = (Given.NextPhone(), Given.NextPhone());
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        await browser.SubmitAsync(new { Method = "Text", Phone = first });
        var digits = await idp.Carrier.LastCodeToAsync(first);
        idp.Clock.Advance(TimeSpan.FromSeconds(31));

        await browser.UseAsync("Send");
        var messages = await idp.Carrier.MessagesToAsync(first);
        Assert.Equal([digits, digits], messages.Select(message => message.Code));
        var page = await browser.UseAsync("Change");
        Assert.Equal("/sign-in/set-up", page.Path);
        await browser.SubmitAsync(new { Method = "Text", Phone = second });
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(second));

        Assert.Equal("/sign-in/remember", browser.Page.Path);
    }

    [Fact, Trait("Row", "PF16")]
    public async Task Who_forgot_the_address_reads_who_at_the_practice_can_tell_and_the_page_tells_nobodys()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());

        var page = await browser.GoToAsync(browser.Page.One("a[href^='/recover/which-email']").GetAttribute("href")!);

        page.Says("Search your mailboxes for our welcome mail. It came to the address, and names it and your practice ID.");
        page.Says("Ask an owner or admin of your practice, or its front desk");
        page.DoesNotSay(anna.Email);
        Assert.Empty(page.All("main input:not([type=hidden])"));
    }

    [Theory, Trait("Row", "B2")]
    [InlineData(MfaRequirement.Nobody, null, "none")]
    [InlineData(MfaRequirement.Staff, null, "clinic")]
    [InlineData(MfaRequirement.Nobody, "urn:idp:acr:aal2", "app")]
    public async Task The_rule_that_won_stands_on_the_attempt_and_in_the_log(MfaRequirement clinicAsks, string? appAsks, string won)
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync(new ClinicPolicy { Require = clinicAsks, StaffMethods = [Method.Text] }));
        using var browser = idp.OpenBrowser();

        await browser.GivePasswordAsync(appAsks is null ? idp.App.AuthorizeUrl() : idp.App.AuthorizeUrl("openid", ("acr_values", appAsks)), anna);
        if (browser.CallbackUrl is null)
        {
            await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        }

        Assert.NotNull(browser.CallbackUrl);
        await idp.FlushAuditAsync();
        await using var db = idp.Database.Open();
        var attempt = await db.SignInAttempts.SingleAsync(a => a.UserId == anna.Id, TestContext.Current.CancellationToken);
        var entry = await db.AuditEntries.SingleAsync(e => e.UserId == anna.Id && e.Name == "sign-in.completed", TestContext.Current.CancellationToken);
        Assert.Equal(won, attempt.Rule.ToString(), ignoreCase: true);
        Assert.Contains($"\"{won}\"", entry.Detail, StringComparison.OrdinalIgnoreCase);
    }
}
