using System.Net;
using IdentityProvider.Clinics;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Admin.People;

/// <summary>Product rows PF1, PF10, PF14 and PF16: how people get in, and what nobody learns on the way.</summary>
public class InvitationTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact, Trait("Row", "PF1"), Trait("Row", "PF14"), Trait("Row", "PF16")]
    public async Task Somebody_invited_chooses_a_password_sets_up_a_phone_with_a_code_and_is_in()
    {
        var clinic = await idp.Given.ClinicAsync(new ClinicPolicy { CodeLength = 5 });
        var address = Invites.NewAddress();
        await idp.InviteAsync(clinic, $"Maya Okafor <{address}>");
        using var browser = idp.OpenBrowser();
        var phone = Given.NextPhone();

        var page = await browser.GoToAsync(await idp.InvitationLinkToAsync(address));
        Assert.Equal("Maya Okafor", page.One("#Name").GetAttribute("value"));
        page = await browser.SubmitAsync(new { Password = Invites.Password });
        Assert.Equal("/sign-in/set-up", page.Path);
        await browser.SubmitAsync(new { Method = "Text", Phone = phone });
        var code = await idp.Carrier.LastCodeToAsync(phone);
        await browser.EnterCodeAsync(code);
        if (browser.Page.Path == "/sign-in/remember")
        {
            await browser.DeclineTrustAsync();
        }

        Assert.Equal(5, code.Length);
        Assert.True(await browser.IsSignedInAsync());
        var welcome = (await idp.Carrier.MessagesToAsync(address)).First(m => m.Subject!.Contains("Welcome", StringComparison.Ordinal));
        Assert.Contains(address, welcome.Text, StringComparison.Ordinal);
        Assert.Contains(clinic.PracticeId, welcome.Text, StringComparison.Ordinal);
        await using var db = idp.Database.Open();
        var user = await db.Users.SingleAsync(u => u.Email == address, Ct);
        Assert.NotNull(user.EmailVerifiedAt);
        Assert.True((await db.Memberships.SingleAsync(m => m.UserId == user.Id, Ct)).IsActive);
    }

    [Fact, Trait("Row", "PF14")]
    public async Task The_link_works_once_and_until_it_expires_and_opening_it_does_nothing()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (once, late) = (Invites.NewAddress(), Invites.NewAddress());
        await idp.InviteAsync(clinic, $"{once}, {late}");
        var (first, second) = (await idp.InvitationLinkToAsync(once), await idp.InvitationLinkToAsync(late));
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(first);
        await browser.GoToAsync(first);
        Assert.False(await idp.HasAccountAsync(once));
        await browser.SubmitAsync(new { Name = "Once", Password = Invites.Password });
        Assert.True(await idp.HasAccountAsync(once));
        using var again = idp.OpenBrowser();
        (await again.GoToAsync(first)).Says("This invitation does not work any more");
        await again.GoToAsync(second);
        var form = again.Fill(new { Name = "Late", Password = Invites.Password });
        idp.Clock.Advance(TimeSpan.FromDays(7));
        (await again.SendAsync(form)).Says("This invitation does not work any more");
        Assert.False(await idp.HasAccountAsync(late));
    }

    [Fact]
    public async Task Of_two_who_press_the_button_at_the_same_moment_one_gets_the_account()
    {
        var clinic = await idp.Given.ClinicAsync();
        var address = Invites.NewAddress();
        await idp.InviteAsync(clinic, address);
        var link = await idp.InvitationLinkToAsync(address);
        using var one = idp.OpenBrowser();
        using var two = idp.OpenBrowser();
        await one.GoToAsync(link);
        await two.GoToAsync(link);

        var pages = await Task.WhenAll(
            one.SubmitAsync(new { Name = "One", Password = Invites.Password }), two.SubmitAsync(new { Name = "Two", Password = Invites.Password + "-two" }));

        Assert.Single(pages, page => page.Path == "/sign-in/set-up");
        Assert.All(pages, page => Assert.NotEqual(HttpStatusCode.InternalServerError, page.Status));
        await using var db = idp.Database.Open();
        Assert.Equal(1, await db.Users.CountAsync(u => u.Email == address, Ct));
    }

    [Fact]
    public async Task A_sent_again_replaced_or_withdrawn_link_is_worth_nothing()
    {
        var clinic = await idp.Given.ClinicAsync();
        var address = Invites.NewAddress();
        using var admin = await idp.InviteAsync(clinic, address);
        var first = await idp.InvitationLinkToAsync(address);
        (await admin.PressAsync("Send again")).Says("Not sent");
        idp.Clock.Advance(TimeSpan.FromMinutes(6));
        (await admin.PressAsync("Send again")).Says("Sent again");
        var second = await idp.InvitationLinkToAsync(address);
        using var browser = idp.OpenBrowser();

        (await browser.GoToAsync(first)).Says("This invitation does not work any more");
        (await browser.GoToAsync(second)).Says("You are invited");
        (await admin.PressAsync("Withdraw")).Says("Invitation withdrawn");
        var page = await browser.SubmitAsync(new { Name = "Late", Password = Invites.Password });
        page.Says("This invitation does not work any more");
        Assert.False(await idp.HasAccountAsync(address));
    }

    [Fact, Trait("Row", "PF10")]
    public async Task An_address_with_an_account_gets_the_same_answer_and_the_same_mail_as_one_without()
    {
        var (mine, other) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var (known, unknown) = ((await idp.Given.StaffAsync(other)).Email, Invites.NewAddress());
        using var first = await idp.InviteAsync(mine, known);
        var answer = first.Page.Text.Replace(known, "*", StringComparison.Ordinal);
        await first.PressAsync("Withdraw");
        using var second = await idp.InviteAsync(mine, unknown);

        Assert.Equal(answer, second.Page.Text.Replace(unknown, "*", StringComparison.Ordinal));
        var mails = (await idp.InvitationMailToAsync(known), await idp.InvitationMailToAsync(unknown));
        Assert.Equal(Invites.Link().Replace(mails.Item1.Text, "*"), Invites.Link().Replace(mails.Item2.Text, "*"));
        (await first.GoToAsync(PeoplePages.PeopleOf(mine))).DoesNotSay(known);
    }

    [Fact, Trait("Row", "PF10")]
    public async Task Somebody_with_an_account_accepts_with_it_after_signing_in_and_not_before()
    {
        var (mine, other) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var person = await idp.Given.StaffWithPhoneAsync(other);
        await idp.InviteAsync(mine, person.Email);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(await idp.InvitationLinkToAsync(person.Email));

        var page = await browser.PressAsync("Sign in to accept");
        Assert.Equal("/sign-in", page.Path);
        await browser.SubmitAsync(new { person.Email });
        page = await browser.SubmitAsync(new { person.Password });
        Assert.StartsWith("/sign-in/", page.Path, StringComparison.Ordinal);
        Assert.Equal([other.Id], await ClinicsOfAsync(person));
        if (page.Path == "/sign-in/choose")
        {
            await browser.PressAsync("Send the code");
        }

        page = await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(person.Phone!));
        page.Says(mine.Name);
        page = await browser.PressAsync("Accept");
        page.Says("You belong to the practice now");
        Assert.Equal(new[] { mine.Id, other.Id }.Order(), (await ClinicsOfAsync(person)).Order());
    }

    [Fact]
    public async Task Nobody_takes_up_what_was_offered_to_somebody_else()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (invited, thief) = (await idp.Given.PersonAsync(), await idp.Given.PersonAsync());
        await idp.InviteAsync(clinic, invited.Email);
        await using var db = idp.Database.Open();
        var id = await db.Invitations.Where(i => i.ClinicId == clinic.Id).Select(i => i.Id).SingleAsync(Ct);
        await idp.InviteAsync(clinic, thief.Email);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(thief, "/account/invitations");

        var page = await browser.SendAsync(browser.Page.FormOf("Accept").With("id", id.ToString()));

        page.Says("This invitation does not stand any more");
        Assert.Empty(await ClinicsOfAsync(thief));
        Assert.Empty(await ClinicsOfAsync(invited));
    }

    [Fact]
    public async Task A_left_open_session_takes_up_nothing_without_the_password_again()
    {
        var clinic = await idp.Given.ClinicAsync();
        var person = await idp.Given.PersonAsync();
        await idp.InviteAsync(clinic, person.Email);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(person, "/account/invitations");
        var form = browser.Page.FormOf("Accept");
        idp.Clock.Advance(TimeSpan.FromMinutes(11));

        var page = await browser.SendAsync(form);

        Assert.Equal("/sign-in/password", page.Path);
        Assert.Empty(await ClinicsOfAsync(person));
    }

    [Fact]
    public async Task A_link_nobody_sent_opens_nothing()
    {
        using var browser = idp.OpenBrowser();

        foreach (var token in new[] { "", "x", new string('A', 43), "%00" })
        {
            (await browser.GoToAsync($"/account/invitation?t={token}")).Says("This invitation does not work any more");
        }
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<IReadOnlyList<Guid>> ClinicsOfAsync(Person person)
    {
        await using var db = idp.Database.Open();
        return await db.Memberships.Where(m => m.UserId == person.Id && m.AcceptedAt != null).Select(m => m.ClinicId).ToListAsync(Ct);
    }
}
