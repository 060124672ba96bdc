using System.Text.RegularExpressions;
using IdentityProvider.Clinics;
using IdentityProvider.Tests.Admin.People;
using IdentityProvider.Tests.Host;
using IdentityProvider.Tests.Recovery;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Account;

/// <summary>Product row PF10: one address, one account; a change counts when the new address shows that it is read.</summary>
public partial class EmailPageTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static int _count;

    [Fact, Trait("Row", "PF10")]
    public async Task An_address_is_claimed_until_its_link_is_used_and_signs_in_from_then_on()
    {
        var person = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(Nobody));
        var address = NewAddress();
        using var browser = await ClaimAsync(person, address);

        browser.Page.Says("Claimed, not verified yet");
        Assert.Equal(person.Email, await EmailOfAsync(person));
        using var mailbox = idp.OpenBrowser();
        await mailbox.GoToAsync(await LinkToAsync(address, "verify"));
        Assert.Equal(person.Email, await EmailOfAsync(person));
        (await mailbox.PressAsync("Use this address")).Says("Your address is changed");

        Assert.Equal(address, await EmailOfAsync(person));
        using var after = idp.OpenBrowser();
        await after.SignInAsync(person with { Email = address }, "/account");
        Assert.True(await after.IsSignedInAsync());
        foreach (var told in new[] { person.Email, address })
        {
            Assert.Contains(await idp.Carrier.MessagesToAsync(told), m => m.Subject!.Contains("address", StringComparison.Ordinal) && m.Text.Contains("was changed", StringComparison.Ordinal));
        }
    }

    [Fact, Trait("Row", "PF10")]
    public async Task That_an_address_is_in_use_shows_only_to_whoever_opens_the_link_sent_there()
    {
        var clinic = await idp.Given.ClinicAsync(Nobody);
        var (person, other) = (await idp.Given.StaffAsync(clinic), await idp.Given.StaffAsync(clinic));
        using var browser = await ClaimAsync(person, other.Email);
        var answer = browser.Page.Text.Replace(other.Email, "*", StringComparison.Ordinal);
        var free = NewAddress();
        (await browser.SubmitAsync(new { Email = free })).Says("Check your new mailbox");
        Assert.Equal(answer, browser.Page.Text.Replace(free, "*", StringComparison.Ordinal));

        // The first link arrives before the second: of two that set out together either may come first.
        await idp.Carrier.MessagesAsync();
        idp.Clock.Advance(TimeSpan.FromMinutes(1));
        await browser.SubmitAsync(new { other.Email });

        using var mailbox = idp.OpenBrowser();
        await mailbox.GoToAsync(await LinkToAsync(other.Email, "verify"));
        var page = await mailbox.PressAsync("Use this address");

        page.Says("This address is already in use");
        Assert.Equal(person.Email, await EmailOfAsync(person));
        Assert.Equal(other.Email, await EmailOfAsync(other));
    }

    [Fact, Trait("Row", "PF10")]
    public async Task The_old_address_is_told_and_its_link_stops_the_change()
    {
        var person = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(Nobody));
        var address = NewAddress();
        using var browser = await ClaimAsync(person, address);
        using var mailbox = idp.OpenBrowser();

        await mailbox.GoToAsync(await LinkToAsync(person.Email, "stop"));
        (await mailbox.PressAsync("Stop the change")).Says("Your address stays as it is");

        (await mailbox.GoToAsync(await LinkToAsync(address, "verify"))).Says("This link does not work any more");
        Assert.Equal(person.Email, await EmailOfAsync(person));
    }

    [Fact]
    public async Task A_link_works_once_for_a_day_and_only_the_newest()
    {
        var person = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(Nobody));
        var (first, second) = (NewAddress(), NewAddress());
        using var browser = await ClaimAsync(person, first);
        await browser.SubmitAsync(new { Email = second });
        using var mailbox = idp.OpenBrowser();

        (await mailbox.GoToAsync(await LinkToAsync(first, "verify"))).Says("This link does not work any more");
        await mailbox.GoToAsync(await LinkToAsync(second, "verify"));
        idp.Clock.Advance(TimeSpan.FromHours(24));
        (await mailbox.PressAsync("Use this address")).Says("This link does not work any more");
        Assert.Equal(person.Email, await EmailOfAsync(person));
    }

    [Fact]
    public async Task A_new_password_ends_what_was_claimed_before_it()
    {
        var clinic = await idp.Given.ClinicAsync(Nobody);
        var (changed, reset, ended) = (await idp.Given.StaffAsync(clinic), await idp.Given.StaffAsync(clinic), await idp.Given.StaffAsync(clinic));
        string[] addresses = [NewAddress(), NewAddress(), NewAddress()];
        using (var browser = await ClaimAsync(changed, addresses[0]))
        {
            await browser.GoToAsync("/account/password");
            (await browser.ChoosePasswordAsync()).Says("Your new password is saved");
        }

        using (var thief = await ClaimAsync(reset, addresses[1]))
        {
            using var owner = idp.OpenBrowser();
            await owner.AskForLinkAsync(reset.Email);
            await owner.FollowLinkAsync(idp, reset.Email);
            await owner.ChoosePasswordAsync();
        }

        using (var thief = await ClaimAsync(ended, addresses[2]))
        {
            using var admin = await idp.EnterConsoleAsync(clinic);
            await admin.GoToAsync(PeoplePages.PageOf(clinic, ended, "end-everything"));
            (await admin.SubmitAsync(new { Reason = "Somebody else got in" })).Says("Everything is ended, everywhere");
        }

        using var mailbox = idp.OpenBrowser();
        foreach (var address in addresses)
        {
            (await mailbox.GoToAsync(await LinkToAsync(address, "verify"))).Says("This link does not work any more");
        }

        Assert.Equal(reset.Email, await EmailOfAsync(reset));
    }

    [Fact]
    public async Task A_left_open_session_claims_nothing_without_the_password_again()
    {
        var person = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(Nobody));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(person, "/account/email");
        var form = browser.Fill(new { Email = NewAddress() });
        idp.Clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal("/sign-in/password", (await browser.SendAsync(form)).Path);
        Assert.Empty(await idp.Carrier.MessagesToAsync(form.Values.Single(v => v.Key == "Email").Value!));
    }

    [Fact]
    public async Task Somebody_with_a_second_step_shows_it_before_changing_the_address()
    {
        var person = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();

        var page = await browser.SignInAsync(person, "/account/email");

        Assert.StartsWith("/sign-in/", page.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_claims_a_day_are_enough()
    {
        var person = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(Nobody));
        using var browser = await ClaimAsync(person, NewAddress());
        for (var i = 0; i < 4; i++)
        {
            await browser.SubmitAsync(new { Email = NewAddress() });
        }

        var page = await browser.SubmitAsync(new { Email = NewAddress() });

        page.ShowsProblem("Email", "You changed it too often today.");
    }

    [Fact, Trait("Row", "PF10")]
    public async Task An_admin_claims_another_address_for_somebody_and_both_mailboxes_are_told()
    {
        var clinic = await idp.Given.ClinicAsync();
        var person = await idp.Given.StaffAsync(clinic);
        var address = NewAddress();
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PeoplePages.PageOf(clinic, person, "email"));

        (await admin.SubmitAsync(new { Email = address, Reason = "Lost the mailbox" })).Says("The new address is claimed");

        Assert.Equal(person.Email, await EmailOfAsync(person));
        await LinkToAsync(person.Email, "stop");
        using var mailbox = idp.OpenBrowser();
        await mailbox.GoToAsync(await LinkToAsync(address, "verify"));
        await mailbox.PressAsync("Use this address");
        await using var db = idp.Database.Open();
        var user = await db.Users.SingleAsync(u => u.Id == person.Id, Ct);
        Assert.Equal(address, user.Email);
        Assert.False(user.EmailMayRecover(idp.Clock.GetUtcNow() + TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1)));
        Assert.True(user.EmailMayRecover(idp.Clock.GetUtcNow() + TimeSpan.FromHours(24)));
    }

    [Fact]
    public async Task An_admin_changes_no_address_of_somebody_who_also_belongs_elsewhere()
    {
        var (clinic, other) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var person = await idp.Given.PersonAsync((clinic, Role.Staff), (other, Role.Patient));
        using var admin = await idp.EnterConsoleAsync(clinic, Role.Owner);

        var page = await admin.GoToAsync(PeoplePages.PageOf(clinic, person, "email"));

        Assert.Equal(System.Net.HttpStatusCode.Forbidden, page.Status);
    }

    [GeneratedRegex(@"https?://\S+/account/email/(?<page>verify|stop)\?t=\S+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    private static readonly ClinicPolicy Nobody = new() { Require = MfaRequirement.Nobody };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string NewAddress() => $"moved-{Interlocked.Increment(ref _count)}@people.example";

    private async Task<Browser> ClaimAsync(Person person, string address)
    {
        var browser = idp.OpenBrowser();
        await browser.SignInAsync(person, "/account/email");
        (await browser.SubmitAsync(new { Email = address })).Says("Check your new mailbox");
        return browser;
    }

    private async Task<string> LinkToAsync(string address, string page)
    {
        var links = (await idp.Carrier.MessagesToAsync(address)).Select(m => Link().Match(m.Text)).Where(m => m.Success && m.Groups["page"].Value == page);
        return new Uri(links.First().Value).PathAndQuery;
    }

    private async Task<string?> EmailOfAsync(Person person)
    {
        await using var db = idp.Database.Open();
        return await db.Users.Where(u => u.Id == person.Id).Select(u => u.Email).SingleAsync(Ct);
    }
}
