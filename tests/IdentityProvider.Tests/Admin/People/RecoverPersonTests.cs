using System.CommandLine;
using IdentityProvider.Clinics;
using IdentityProvider.Recovery;
using IdentityProvider.Tests.Host;
using IdentityProvider.Tests.Recovery;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace IdentityProvider.Tests.Admin.People;

/// <summary>What an admin, or an operator, does for people who cannot get in.</summary>
public class RecoverPersonTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Why = "Rang at the front desk; checked date of birth and badge.";

    [Fact]
    [Trait("Row", "PF13")]
    public async Task An_admin_has_a_link_mailed_and_after_it_the_person_walks_the_same_path()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await StaffOfOldAsync(clinic);
        using var console = await idp.EnterConsoleAsync(clinic);

        await console.GoToAsync(PeoplePages.PageOf(clinic, anna));
        await console.PressAsync("Send a link to a new password");
        await console.SubmitAsync(new { Reason = Why });
        console.Page.Says("A link to a new password is on its way");
        Assert.DoesNotContain("?t=", console.Page.Body, StringComparison.Ordinal);

        using var browser = idp.OpenBrowser();
        await browser.FollowLinkAsync(idp, anna.Email);
        Assert.Equal("/sign-in/code", browser.Page.Path);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        await browser.ChoosePasswordAsync();
        Assert.Contains("password.link-sent", await idp.AuditTrailAsync(anna));
        Assert.Contains("password.replaced", await idp.AuditTrailAsync(anna));
    }

    [Fact]
    public async Task An_admin_ends_the_wait_after_wrong_passwords_and_opens_nothing_by_it()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await StaffOfOldAsync(clinic);
        using var console = await idp.EnterConsoleAsync(clinic);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna with { Password = "wrong" });
        for (var i = 0; i < 5; i++)
        {
            await browser.SubmitAsync(new { Password = "wrong" });
        }

        browser.Page.ShowsProblem("Password", "Too many wrong passwords.");
        await console.GoToAsync(PeoplePages.PageOf(clinic, anna, "unlock"));
        await console.SubmitAsync(new { Reason = Why });
        await browser.SubmitAsync(new { anna.Password });

        Assert.Equal("/sign-in/code", browser.Page.Path);
        Assert.Contains(await idp.Carrier.MessagesToAsync(anna.Email), m => m.Subject!.Contains("password is unlocked", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Row", "PF7")]
    public async Task An_admin_who_made_sure_who_it_is_lets_somebody_back_in_who_lost_everything()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await StaffOfOldAsync(clinic);
        using var console = await idp.EnterConsoleAsync(clinic);
        await console.GoToAsync(PeoplePages.PageOf(clinic, anna, "recovery"));
        console.Page.Says("Make sure who it is first");
        await console.SubmitAsync(new { Reason = "" });
        Assert.DoesNotContain("recovery.approved", await idp.AuditTrailAsync(anna));

        await console.SubmitAsync(new { Reason = Why });

        using var browser = idp.OpenBrowser();
        await browser.GoToAsync((await idp.Carrier.MessagesToAsync(anna.Email)).Select(RecoveryPages.LinkIn).First(link => link?.Contains("/recover/link", StringComparison.Ordinal) == true)!);
        await browser.SendAsync(browser.Page.MainForm());
        Assert.Equal("/recover/password", browser.Page.Path);
        Assert.NotEmpty(await idp.Carrier.MessagesToAsync(anna.Phone!));
    }

    [Fact]
    public async Task Of_two_admins_who_let_somebody_back_in_at_the_same_moment_one_does_and_one_mail_tells_it()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await StaffOfOldAsync(clinic);
        using var console = await idp.EnterConsoleAsync(clinic);
        await console.GoToAsync(PeoplePages.PageOf(clinic, anna, "recovery"));
        var now = idp.Clock.GetUtcNow();

        var page = await idp.OvertakeAsync(() => console.SubmitAsync(new { Reason = Why }), async db =>
        {
            await db.Users.Where(u => u.Id == anna.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisplayName, "Anna"), TestContext.Current.CancellationToken);
            var other = new RecoveryRequest(anna.Id, now);
            other.Approve(by: Guid.CreateVersion7(now), Guid.CreateVersion7(now), TimeSpan.Zero, now);
            db.RecoveryRequests.Add(other);
        });

        Assert.Equal(PeoplePages.PageOf(clinic, anna), page.Path);
        await using var after = idp.Database.Open();
        Assert.Equal(1, await after.RecoveryRequests.CountAsync(r => r.UserId == anna.Id, TestContext.Current.CancellationToken));
        Assert.Empty(await idp.Carrier.MessagesToAsync(anna.Email));
    }

    [Fact]
    public async Task An_admin_whose_person_needs_it_no_more_at_the_same_moment_is_told_that_nothing_was_approved()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await StaffOfOldAsync(clinic);
        await AskedAsync(anna);
        using var console = await idp.EnterConsoleAsync(clinic);
        await console.GoToAsync(PeoplePages.PageOf(clinic, anna, "recovery"));

        await idp.WhileAsync(
            $"update recovery_requests set state = 'Cancelled' where user_id = {anna.Id}", () => console.SubmitAsync(new { Reason = Why }));

        console.Page.Says("stopped it, or signed in, at the same moment");
        Assert.DoesNotContain("recovery.approved", await idp.AuditTrailAsync(anna));
        Assert.Empty(await idp.Carrier.MessagesToAsync(anna.Email));
    }

    [Fact]
    public async Task An_operator_hears_it_too()
    {
        var anna = await StaffOfOldAsync(await idp.Given.ClinicAsync());
        await AskedAsync(anna);
        var (code, words) = (0, "");

        await idp.WhileAsync(
            $"update recovery_requests set state = 'Cancelled' where user_id = {anna.Id}",
            async () => (code, words) = await RunAsync("approve", anna.Email, "--check", Why));

        Assert.Equal(1, code);
        Assert.Contains("Nothing was done", words, StringComparison.Ordinal);
        Assert.DoesNotContain("recovery.approved", await idp.AuditTrailAsync(anna));
    }

    [Fact]
    public async Task Nobody_is_let_back_in_by_an_address_that_is_a_day_old()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await StaffOfOldAsync(clinic);
        await using (var db = idp.Database.Open())
        {
            var user = await db.Users.SingleAsync(u => u.Id == anna.Id, TestContext.Current.CancellationToken);
            user.ChangeEmail("moved-" + anna.Email, idp.Clock.GetUtcNow());
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        using var console = await idp.EnterConsoleAsync(clinic);
        await console.GoToAsync(PeoplePages.PageOf(clinic, anna, "recovery"));
        (await console.SubmitAsync(new { Reason = Why })).Says("The address was changed less than 24 hours ago");
        Assert.DoesNotContain("recovery.approved", await idp.AuditTrailAsync(anna));

        idp.Clock.Advance(TimeSpan.FromHours(24));
        using var later = await idp.EnterConsoleAsync(clinic);
        await later.GoToAsync(PeoplePages.PageOf(clinic, anna, "recovery"));
        await later.SubmitAsync(new { Reason = Why });
        Assert.Contains("recovery.approved", await idp.AuditTrailAsync(anna));
    }

    [Fact]
    public async Task An_operator_approves_at_the_command_line_and_it_counts_a_day_later()
    {
        var clinic = await idp.Given.ClinicAsync();
        var owner = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, Role.Owner)));
        idp.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(1, (await RunAsync("approve", owner.Email, "--check", Why)).Code);
        using var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync(owner.Email);
        await browser.FollowLinkAsync(idp, owner.Email);
        await browser.PressAsync("I have lost all of these");
        await browser.SendAsync(browser.Page.MainForm());
        Assert.Contains(owner.Email, (await RunAsync("list")).Words, StringComparison.Ordinal);

        var (code, words) = await RunAsync("approve", owner.Email, "--check", Why);

        Assert.True(code == 0, words);
        Assert.Contains("recovery.approved", await idp.AuditTrailAsync(owner));
        Assert.Contains(await idp.Carrier.MessagesToAsync(owner.Email), m => m.Subject!.Contains("can be recovered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_operator_says_no_and_nothing_counts()
    {
        var clinic = await idp.Given.ClinicAsync();
        var owner = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, Role.Owner)));
        idp.Clock.Advance(TimeSpan.FromHours(25));
        using var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync(owner.Email);
        await browser.FollowLinkAsync(idp, owner.Email);
        await browser.PressAsync("I have lost all of these");
        await browser.SendAsync(browser.Page.MainForm());

        Assert.Equal(0, (await RunAsync("refuse", owner.Email, "--check", Why)).Code);

        Assert.DoesNotContain(owner.Email, (await RunAsync("list")).Words, StringComparison.Ordinal);
        Assert.Contains("recovery.refused", await idp.AuditTrailAsync(owner));
    }

    private async Task AskedAsync(Person anna)
    {
        await using var db = idp.Database.Open();
        db.RecoveryRequests.Add(new RecoveryRequest(anna.Id, idp.Clock.GetUtcNow()));
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private async Task<Person> StaffOfOldAsync(Clinic clinic)
    {
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        idp.Clock.Advance(TimeSpan.FromHours(25));
        return anna;
    }

    // Over the same database and clock as the node.
    private async Task<(int Code, string Words)> RunAsync(params string[] words)
    {
        await using var output = new StringWriter();
        var command = RecoveryCommand.Of(args => IdpApplication.Build(
            args,
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(idp.Clock));
            }));
        var code = await command
            .Parse([.. words, "--contentRoot", TestSettings.ContentRoot, .. TestSettings.For(idp.Issuer, idp.Database.ConnectionString)])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = output }, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }
}
