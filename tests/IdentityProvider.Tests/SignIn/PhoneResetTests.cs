using IdentityProvider.Clinics;
using IdentityProvider.Phones;
using IdentityProvider.Tests.Admin.People;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.SignIn;

/// <summary>Product row PF8: somebody lost their phone, an admin makes sure who it is and approves, the next sign-in sets a new one.</summary>
public class PhoneResetTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private readonly PhoneResetWalk _walk = new(idp);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Row", "PF8")]
    [Trait("Row", "PF7")]
    public async Task A_lost_phone_is_asked_for_approved_and_replaced_at_the_next_sign_in()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var admin = await idp.EnterConsoleAsync(clinic);
        using var browser = idp.OpenBrowser();
        (await _walk.AskAsync(browser, anna)).Says("Your request is with your practice");

        var page = await admin.GoToAsync($"/admin/{clinic.PracticeId}/requests");
        page.Says("I left my phone on the bus.");
        await PhoneResetWalk.ApproveAsync(admin, clinic, anna);

        var number = Given.NextPhone();
        using var next = idp.OpenBrowser();
        page = await next.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        page.Says("Set your new phone");
        await next.SubmitAsync(new { Method = "Text", Phone = number });
        await next.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(number));
        await next.DeclineTrustAsync();
        Assert.Equal(["pwd", "otp", "sms", "mfa"], (await idp.App.RedeemAsync(next.CallbackUrl)).IdToken.Amr);

        Assert.Equal([number[^4..]], await _walk.PhonesOfAsync(anna));
        Assert.Contains(await _walk.TextsToAsync(anna.Phone!), text => text.StartsWith("Another phone now gets", StringComparison.Ordinal));
        Assert.Contains("phone-reset.used", await idp.AuditTrailAsync(anna));
    }

    [Fact]
    [Trait("Row", "PF8")]
    public async Task The_user_is_told_on_every_channel_and_the_admins_by_mail()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        var boss = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, Role.Owner)));
        using var browser = idp.OpenBrowser();

        await _walk.AskAsync(browser, anna);

        Assert.Contains(await _walk.TextsToAsync(anna.Phone!), text => text.StartsWith("Someone asked", StringComparison.Ordinal));
        Assert.Contains(await _walk.SubjectsToAsync(anna), subject => subject.StartsWith("Someone asked to replace the phone", StringComparison.Ordinal));
        Assert.Contains(await _walk.SubjectsToAsync(boss), subject => subject.Contains("needs a new phone approved", StringComparison.Ordinal));

        using var admin = await idp.EnterConsoleAsync(clinic, boss);
        await PhoneResetWalk.ApproveAsync(admin, clinic, anna);

        Assert.Contains(await _walk.TextsToAsync(anna.Phone!), text => text.StartsWith("A new phone may now be set", StringComparison.Ordinal));
        Assert.Contains(await _walk.SubjectsToAsync(anna), subject => subject.StartsWith("You may set a new phone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_changes_nothing_is_told_and_holds_for_a_day()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var browser = idp.OpenBrowser();
        await _walk.AskAsync(browser, anna);
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PeoplePages.PageOf(clinic, anna, "reset-phone"));
        await admin.SendAsync(admin.Page.FormOf("Refuse").With("Reason", "Nobody answered at the number we have."));

        idp.Clock.Advance(TimeSpan.FromMinutes(2));
        using var next = idp.OpenBrowser();
        Assert.Equal("/sign-in/code", (await next.GivePasswordAsync(idp.App.AuthorizeUrl(), anna)).Path);
        (await next.GoToAsync($"/sign-in/phone-reset{next.Page.Url.Query}")).Says("An admin did not approve it");
        Assert.Contains(await _walk.SubjectsToAsync(anna), subject => subject.EndsWith("keeps its phone", StringComparison.Ordinal));

        idp.Clock.Advance(PhoneResetRequest.AfterRefusal);
        using var later = idp.OpenBrowser();
        (await _walk.AskAsync(later, anna)).Says("Your request is with your practice");
    }

    [Fact]
    public async Task Who_finds_the_old_phone_keeps_it_and_the_approval_ends()
    {
        var (anna, _) = await _walk.ApprovedAsync();
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        var page = await browser.UseAsync("Keep");

        Assert.Equal("/sign-in/code", page.Path);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        Assert.NotNull(browser.CallbackUrl);
        using var thief = idp.OpenBrowser();
        idp.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("/sign-in/code", (await thief.GivePasswordAsync(idp.App.AuthorizeUrl(), anna)).Path);
    }

    [Fact]
    public async Task A_phone_that_was_switched_off_by_wrong_codes_comes_back_by_an_approved_reset()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        await using (var db = idp.Database.Open())
        {
            await db.Factors.Where(f => f.UserId == anna.Id).ExecuteUpdateAsync(set => set.SetProperty(f => f.DisabledAt, idp.Clock.GetUtcNow()), Ct);
        }

        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/no-way-left", browser.Page.Path);
        await PhoneResetWalk.AskFromHereAsync(browser);
        await _walk.ApproveUnaskedAsync(clinic, anna);

        var number = Given.NextPhone();
        using var next = idp.OpenBrowser();
        await next.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        await next.SubmitAsync(new { Method = "Text", Phone = number });
        await next.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(number));
        await next.DeclineTrustAsync();

        Assert.NotNull(next.CallbackUrl);
        Assert.Equal([number[^4..]], await _walk.PhonesOfAsync(anna));
    }

    [Fact]
    public async Task A_reset_ends_the_trust_in_every_browser()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var trusted = idp.OpenBrowser();
        await trusted.SignInWithCodeAsync(idp, anna, anna.Phone!, remember: true);
        await _walk.ApproveUnaskedAsync(clinic, anna);
        await _walk.SetNewPhoneAsync(anna);

        trusted.Cookies.Forget("-session");
        idp.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("/sign-in/code", (await trusted.GivePasswordAsync(idp.App.AuthorizeUrl(), anna)).Path);
    }
}
