using IdentityProvider.Factors;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Recovery;

/// <summary>Known ways to turn a password reset into a way in, each tried as an attacker would.</summary>
public class ResetAttackTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Theory]
    [InlineData("/recover/password")]
    [InlineData("/sign-in/password")]
    [InlineData("/sign-in/continue")]
    [InlineData("/sign-in/remember")]
    [InlineData("/sign-in/set-up")]
    public async Task A_reset_link_leads_past_no_second_factor(string step)
    {
        var anna = await StaffOfOldAsync();
        using var browser = await AfterLinkAsync(anna);
        var form = browser.Page.MainForm();

        await browser.SendAsync((form with { Action = new Uri(form.Action.ToString().Replace("/sign-in/code", step, StringComparison.Ordinal)) }).With("NewPassword", RecoveryPages.NewPassword));

        Assert.Equal("/sign-in/code", browser.Page.Path);
        Assert.False(await browser.IsSignedInAsync());
        Assert.DoesNotContain("password.replaced", await idp.AuditTrailAsync(anna));
    }

    [Fact]
    public async Task A_mailbox_alone_opens_no_account_that_has_a_second_factor()
    {
        var anna = await StaffOfOldAsync();
        using var browser = await AfterLinkAsync(anna);

        await browser.EnterCodeAsync(await idp.Carrier.WrongCodeForAsync(anna.Phone!));
        await browser.GoToAsync("/recover/password" + browser.Page.Url.Query);

        Assert.Equal("/sign-in/code", browser.Page.Path);
        Assert.DoesNotContain(await idp.Carrier.MessagesToAsync(anna.Email), m => m.Code is not null);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_code_by_e_mail_never_proves_a_reset()
    {
        var anna = await idp.Given.WithPhoneAsync(await idp.Given.StaffWithEmailAsync(await idp.Given.ClinicAsync(new() { StaffMethods = [Method.Email, Method.Text] })));
        idp.Clock.Advance(TimeSpan.FromHours(25));
        using var browser = await AfterLinkAsync(anna);
        Assert.Equal("/sign-in/code", browser.Page.Path);

        Assert.Empty(browser.Page.All("form[action*=AnotherWay]"));
        Assert.DoesNotContain("value=\"Email\"", browser.Page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(await idp.Carrier.MessagesToAsync(anna.Email), m => m.Code is not null);
    }

    [Fact]
    public async Task A_phone_added_in_the_last_day_proves_no_reset()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        idp.Clock.Advance(TimeSpan.FromHours(23));

        using var browser = await AfterLinkAsync(anna);

        Assert.NotEqual("/recover/password", browser.Page.Path);
        Assert.NotEqual("/sign-in/code", browser.Page.Path);
        Assert.Empty(await idp.Carrier.MessagesToAsync(anna.Phone!));
    }

    [Fact]
    public async Task A_link_works_once_and_also_when_its_button_is_pressed_many_times_at_once()
    {
        var anna = await StaffOfOldAsync();
        using var asking = idp.OpenBrowser();
        await asking.AskForLinkAsync(anna.Email);
        var link = await idp.LastLinkToAsync(anna.Email);
        var browsers = Enumerable.Range(0, 8).Select(_ => idp.OpenBrowser()).ToList();
        foreach (var browser in browsers)
        {
            await browser.GoToAsync(link);
        }

        await Task.WhenAll(browsers.Select(browser => browser.SendAsync(browser.Page.MainForm())));

        Assert.Single(browsers, browser => browser.Page.Path == "/sign-in/code");
        Assert.Equal(7, browsers.Count(browser => browser.Page.Text.Contains("This link does not work any more", StringComparison.Ordinal)));
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task A_newer_link_ends_the_one_before()
    {
        var anna = await StaffOfOldAsync();
        using var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync(anna.Email);
        var first = await idp.LastLinkToAsync(anna.Email);
        await browser.AskForLinkAsync(anna.Email);

        Assert.NotEqual(first, await idp.LastLinkToAsync(anna.Email));
        await IsDeadAsync(first);
        await browser.FollowLinkAsync(idp, anna.Email);
        Assert.Equal("/sign-in/code", browser.Page.Path);
    }

    [Fact]
    public async Task A_link_is_dead_after_twenty_minutes_and_not_a_second_sooner()
    {
        var anna = await StaffOfOldAsync();
        using var asking = idp.OpenBrowser();
        await asking.AskForLinkAsync(anna.Email);
        var link = await idp.LastLinkToAsync(anna.Email);
        using var waiting = idp.OpenBrowser();
        await waiting.GoToAsync(link);

        idp.Clock.Advance(TimeSpan.FromMinutes(20) - TimeSpan.FromSeconds(1));
        using var inTime = idp.OpenBrowser();
        await inTime.GoToAsync(link);
        inTime.Page.Says("Go on to a new password");

        idp.Clock.Advance(TimeSpan.FromSeconds(1));
        await waiting.SendAsync(waiting.Page.MainForm());
        waiting.Page.Says("This link does not work any more");
        await IsDeadAsync(link);
    }

    [Fact]
    public async Task A_link_is_dead_once_the_password_was_replaced_otherwise()
    {
        var anna = await StaffOfOldAsync();
        using var first = idp.OpenBrowser();
        await first.AskForLinkAsync(anna.Email);
        var link = await idp.LastLinkToAsync(anna.Email);
        using var open = idp.OpenBrowser();
        await open.GoToAsync(link);
        await ReplacePasswordAsync(anna);

        await open.SendAsync(open.Page.MainForm());

        open.Page.Says("This link does not work any more");
    }

    [Fact]
    public async Task A_reset_under_way_ends_when_another_one_is_finished()
    {
        var anna = await StaffOfOldAsync();
        using var slow = await AfterLinkAsync(anna);
        await slow.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        var form = slow.Fill(new { RecoveryPages.NewPassword });
        await ReplacePasswordAsync(anna);

        await slow.SendAsync(form);

        Assert.Equal("/sign-in/password", slow.Page.Path);
        Assert.DoesNotContain("password.replaced", await idp.AuditTrailAsync(anna));
    }

    [Fact]
    public async Task A_link_of_one_user_opens_nothing_of_another()
    {
        var (anna, bert) = (await StaffOfOldAsync(), await StaffOfOldAsync());
        using var asking = idp.OpenBrowser();
        await asking.AskForLinkAsync(anna.Email);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), bert);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(bert.Phone!));
        Assert.True(await browser.IsSignedInAsync());

        // Bert's session, and Anna's link: it is Anna's phone that is asked, and Bert's session gives nothing to it.
        await browser.FollowLinkAsync(idp, anna.Email);

        Assert.Equal("/sign-in/code", browser.Page.Path);
        Assert.NotEmpty(await idp.Carrier.MessagesToAsync(anna.Phone!));
        await using var db = idp.Database.Open();
        Assert.Equal(anna.Id, (await db.SignInAttempts.OrderByDescending(a => a.CreatedAt).FirstAsync(TestContext.Current.CancellationToken)).UserId);
    }

    [Fact]
    public async Task The_new_password_posted_many_times_at_once_is_set_once_and_begins_one_session()
    {
        var anna = await StaffOfOldAsync();
        using var browser = await AfterLinkAsync(anna);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        var form = browser.Fill(new { RecoveryPages.NewPassword });
        var tabs = Enumerable.Range(0, 4).Select(_ => browser.OpenTab()).ToList();

        await Task.WhenAll(tabs.Select(tab => tab.SendAsync(form)));

        Assert.Single(await idp.AuditTrailAsync(anna), name => name == "password.replaced");
        tabs.ForEach(tab => tab.Dispose());
    }

    [Fact]
    public async Task Mail_scanners_that_open_every_link_use_none_up()
    {
        var anna = await StaffOfOldAsync();
        using var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync(anna.Email);
        using var scanner = idp.OpenBrowser();
        for (var i = 0; i < 3; i++)
        {
            await scanner.GoToAsync(await idp.LastLinkToAsync(anna.Email));
        }

        await browser.FollowLinkAsync(idp, anna.Email);

        Assert.Equal("/sign-in/code", browser.Page.Path);
    }

    private async Task IsDeadAsync(string link)
    {
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(link);
        browser.Page.Says("This link does not work any more");
    }

    private async Task<Person> StaffOfOldAsync()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        idp.Clock.Advance(TimeSpan.FromHours(25));
        return anna;
    }

    private async Task<Browser> AfterLinkAsync(Person person)
    {
        var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync(person.Email);
        await browser.FollowLinkAsync(idp, person.Email);
        return browser;
    }

    private async Task ReplacePasswordAsync(Person person)
    {
        await using var scope = idp.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityProvider.Storage.IdpDbContext>();
        var user = await db.Users.SingleAsync(u => u.Id == person.Id, TestContext.Current.CancellationToken);
        scope.ServiceProvider.GetRequiredService<IdentityProvider.Users.Passwords>().Set(user, "another one 4 me please");
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
