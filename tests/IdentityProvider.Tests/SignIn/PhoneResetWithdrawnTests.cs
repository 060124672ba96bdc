using IdentityProvider.Clinics;
using IdentityProvider.Phones;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Admin.People;
using IdentityProvider.Tests.Host;
using IdentityProvider.Tests.Recovery;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.SignIn;

/// <summary>A request for another phone, and its approval, do not outlive what speaks against them; and whoever decides hears of it.</summary>
public class PhoneResetWithdrawnTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private readonly PhoneResetWalk _walk = new(idp);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_code_that_arrives_at_the_phone_on_file_takes_back_what_was_asked_or_approved()
    {
        var (anna, _) = await _walk.ApprovedAsync();
        using var session = idp.OpenBrowser();
        await session.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        await session.UseAsync("Keep");
        await session.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        idp.Clock.Advance(TimeSpan.FromMinutes(2));
        using var thief = idp.OpenBrowser();
        await _walk.AskAsync(thief, anna);

        // What was sent so far has arrived before the next code sets out, or the two may overtake each other.
        Assert.NotEmpty(await idp.Carrier.MessagesToAsync(anna.Phone!));
        using var owner = idp.OpenBrowser();
        idp.Clock.Advance(TimeSpan.FromMinutes(2));
        await owner.SignInWithCodeAsync(idp, anna, anna.Phone!);

        Assert.NotNull(owner.CallbackUrl);
        Assert.Equal(PhoneResetDecision.Withdrawn, await LastDecisionAsync(anna));
        Assert.Equal(2, (await idp.AuditTrailAsync(anna)).Count(name => name == "phone-reset.withdrawn"));
    }

    [Fact]
    public async Task Another_phone_set_in_the_account_takes_it_back_too()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var owner = idp.OpenBrowser();
        await owner.SignInAsync(anna, "/account/phone");
        await owner.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        using var thief = idp.OpenBrowser();
        idp.Clock.Advance(TimeSpan.FromMinutes(2));
        await _walk.AskAsync(thief, anna);

        var number = Given.NextPhone();
        await owner.SubmitAsync(new { Method = "Text", Phone = number });
        await owner.SubmitAsync(new { Digits = await idp.Carrier.LastCodeToAsync(number) });

        Assert.Equal([number[^4..]], await _walk.PhonesOfAsync(anna));
        Assert.Equal(PhoneResetDecision.Withdrawn, await LastDecisionAsync(anna));
    }

    [Fact]
    public async Task An_admin_who_ends_everything_takes_it_back_too()
    {
        var (anna, clinic) = await _walk.ApprovedAsync();
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PeoplePages.PageOf(clinic, anna, "end-everything"));

        await admin.SubmitAsync(new { Reason = "Somebody else has the password" });

        Assert.Equal(PhoneResetDecision.Withdrawn, await LastDecisionAsync(anna));
    }

    [Fact]
    public async Task The_mails_about_it_have_a_button_that_stops_it()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var thief = idp.OpenBrowser();
        await _walk.AskAsync(thief, anna);
        var asked = RecoveryPages.LinkIn((await idp.Carrier.MessagesToAsync(anna.Email)).First(mail => mail.Subject!.StartsWith("Someone asked", StringComparison.Ordinal)));
        await _walk.ApproveUnaskedAsync(clinic, anna);
        var approved = RecoveryPages.LinkIn((await idp.Carrier.MessagesToAsync(anna.Email)).First(mail => mail.Subject!.StartsWith("You may set", StringComparison.Ordinal)));
        Assert.Contains("/recover/not-me", approved, StringComparison.Ordinal);

        using var owner = idp.OpenBrowser();
        await owner.GoToAsync(asked!);
        await owner.SendAsync(owner.Page.MainForm());

        Assert.Equal(PhoneResetDecision.Withdrawn, await LastDecisionAsync(anna));
    }

    [Fact]
    public async Task Where_no_admin_may_decide_none_is_mailed_and_the_page_says_that_the_operator_does()
    {
        var (mine, other) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var anna = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((mine, Role.Staff), (other, Role.Staff)));
        var boss = await idp.Given.PersonAsync((mine, Role.Owner));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(anna, "/account");

        (await PhoneResetWalk.AskFromHereAsync(browser)).Says("The operator of this service decides about it");

        Assert.Empty(await idp.Carrier.MessagesToAsync(boss.Email));
    }

    private async Task<PhoneResetDecision?> LastDecisionAsync(Person person)
    {
        await using var db = idp.Database.Open();
        return await db.PhoneResetRequests.Where(r => r.UserId == person.Id).OrderByDescending(r => r.AskedAt).Select(r => r.Decision).FirstAsync(Ct);
    }
}
