using IdentityProvider.Clinics;
using IdentityProvider.Recovery;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Admin.People;
using IdentityProvider.Tests.Host;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Recovery;

/// <summary>Phone gone, codes gone, password gone. A mailbox is never enough; somebody who knows the person has to let them back in.</summary>
public class LostEverythingTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Row", "PF7")]
    public async Task Who_lost_everything_asks_is_let_back_in_and_sets_up_something_new()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (anna, admin) = (await StaffOfOldAsync(clinic), await idp.Given.PersonAsync((clinic, Role.Admin)));
        using var browser = await AfterLinkAsync(anna);
        await browser.PressAsync("I have lost all of these");
        await browser.SendAsync(browser.Page.MainForm());
        browser.Page.Says("You asked to be let back in");
        Assert.Contains(await idp.Carrier.MessagesToAsync(admin.Email), m => m.Text.Contains(anna.Email, StringComparison.Ordinal));
        Assert.Contains(await idp.Carrier.MessagesToAsync(anna.Email), m => m.Subject!.Contains("asked to recover", StringComparison.Ordinal));

        await ApproveAsync(anna, TimeSpan.Zero, admin.Id);
        Assert.Contains(await idp.Carrier.MessagesToAsync(anna.Phone!), m => m.Text.StartsWith("Someone was approved", StringComparison.Ordinal));
        await browser.GoToAsync(await ResetLinkAsync(anna));
        await browser.SendAsync(browser.Page.MainForm());
        Assert.Equal("/recover/password", browser.Page.Path);
        await browser.ChoosePasswordAsync();
        Assert.Equal("/recover/phone", browser.Page.Path);
        await browser.PressAsync("Not now");

        // At an app of the clinic something new is set up; the old phone is off file.
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        Assert.Equal("/sign-in/set-up", browser.Page.Path);
        await using var db = idp.Database.Open();
        Assert.DoesNotContain(await db.Factors.Where(f => f.UserId == anna.Id).ToListAsync(Ct), f => f.IsOnFile);
        Assert.Equal(RecoveryRequestState.Used, (await db.RecoveryRequests.SingleAsync(r => r.UserId == anna.Id, Ct)).State);
    }

    [Fact]
    public async Task Asking_alone_gives_nothing_and_asking_again_bothers_nobody_again()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (anna, admin) = (await StaffOfOldAsync(clinic), await idp.Given.PersonAsync((clinic, Role.Owner)));
        using var browser = await AfterLinkAsync(anna);
        await browser.PressAsync("I have lost all of these");
        var form = browser.Page.MainForm();
        await browser.SendAsync(form);
        await browser.SendAsync(form);

        await browser.GoToAsync("/recover/password" + browser.Page.Url.Query);

        Assert.Equal("/sign-in/code", browser.Page.Path);
        Assert.Single(await idp.Carrier.MessagesToAsync(admin.Email));
        using var again = await AfterLinkAsync(anna);
        Assert.NotEqual("/recover/password", again.Page.Path);
    }

    [Fact]
    public async Task Asked_twice_at_the_same_moment_it_is_one_request()
    {
        var anna = await StaffOfOldAsync(await idp.Given.ClinicAsync());
        using var browser = await AfterLinkAsync(anna);
        await browser.PressAsync("I have lost all of these");
        var form = browser.Page.MainForm();

        await idp.OvertakeAsync(() => browser.SendAsync(form), async db =>
        {
            await db.Users.Where(u => u.Id == anna.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisplayName, "Anna"), Ct);
            db.RecoveryRequests.Add(new RecoveryRequest(anna.Id, idp.Clock.GetUtcNow()));
        });

        await using var after = idp.Database.Open();
        Assert.Equal(1, await after.RecoveryRequests.CountAsync(r => r.UserId == anna.Id, Ct));
    }

    [Fact]
    public async Task Only_an_admin_whose_power_covers_the_person_hears_of_it_and_sees_it()
    {
        var (mine, other) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var anna = await OfOldAsync(await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((mine, Role.Staff), (other, Role.Staff))));
        var (one, both) = (await idp.Given.PersonAsync((mine, Role.Owner)), await idp.Given.PersonAsync((mine, Role.Admin), (other, Role.Admin)));
        using var browser = await AfterLinkAsync(anna);
        await browser.PressAsync("I have lost all of these");

        await browser.SendAsync(browser.Page.MainForm());

        Assert.Empty(await idp.Carrier.MessagesToAsync(one.Email));
        Assert.Contains(await idp.Carrier.MessagesToAsync(both.Email), m => m.Text.Contains(anna.Email, StringComparison.Ordinal));
        using var ones = await idp.EnterConsoleAsync(mine, await idp.Given.WithPhoneAsync(one));
        Assert.DoesNotContain(anna.Email, (await ones.GoToAsync($"/admin/{mine.PracticeId}/requests")).Body, StringComparison.Ordinal);
        using var boths = await idp.EnterConsoleAsync(mine, await idp.Given.WithPhoneAsync(both));
        (await boths.GoToAsync($"/admin/{mine.PracticeId}/requests")).Says(anna.Email);
        await ApproveAsync(anna, TimeSpan.Zero, both.Id);
        (await boths.GoToAsync($"/admin/{mine.PracticeId}/requests")).Says("counts until");
    }

    [Fact]
    public async Task Requests_are_forgotten_ninety_days_after_they_were_over_and_not_before()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        await ApproveAsync(anna, TimeSpan.Zero, by: null);
        await using var db = idp.Database.Open();
        var over = (await db.RecoveryRequests.SingleAsync(r => r.UserId == anna.Id, Ct)).ExpiresAt!.Value;

        await new RecoveryRequestsSweep().SweepAsync(db, over.AddDays(90), Ct);
        Assert.True(await db.RecoveryRequests.AnyAsync(r => r.UserId == anna.Id, Ct));
        await new RecoveryRequestsSweep().SweepAsync(db, over.AddDays(97), Ct);
        Assert.False(await db.RecoveryRequests.AnyAsync(r => r.UserId == anna.Id, Ct));
    }

    [Fact]
    public async Task An_operators_approval_counts_after_a_day_and_for_three()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await OfOldAsync(await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, Role.Owner))));
        using var asking = await AfterLinkAsync(anna);
        await asking.PressAsync("I have lost all of these");
        asking.Page.Says("whoever runs this service has to check who you are");
        await asking.SendAsync(asking.Page.MainForm());
        await ApproveAsync(anna, RecoveryRequest.OperatorWait, by: null);

        idp.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(5));
        using (var early = await AfterLinkAsync(anna))
        {
            Assert.Equal("/sign-in/code", early.Page.Path);
        }

        idp.Clock.Advance(TimeSpan.FromMinutes(5));
        using (var inTime = await AfterLinkAsync(anna))
        {
            Assert.Equal("/recover/password", inTime.Page.Path);
        }

        idp.Clock.Advance(TimeSpan.FromHours(72));
        using var late = await AfterLinkAsync(anna);
        Assert.Equal("/sign-in/code", late.Page.Path);
    }

    [Fact]
    public async Task The_owner_stops_it_by_the_link_in_the_mail_also_in_the_middle_of_the_reset()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await StaffOfOldAsync(clinic);
        await ApproveAsync(anna, TimeSpan.Zero, by: null);
        using var thief = idp.OpenBrowser();
        await thief.GoToAsync(await ResetLinkAsync(anna));
        await thief.SendAsync(thief.Page.MainForm());
        Assert.Equal("/recover/password", thief.Page.Path);
        var form = thief.Fill(new { RecoveryPages.NewPassword });

        using var owner = idp.OpenBrowser();
        await owner.GoToAsync(await CancelLinkAsync(anna));
        await owner.SendAsync(owner.Page.MainForm());
        owner.Page.Says("It is stopped");
        await thief.SendAsync(form);

        Assert.NotEqual("/account", thief.Page.Path);
        Assert.DoesNotContain("password.replaced", await idp.AuditTrailAsync(anna));
        await using var db = idp.Database.Open();
        Assert.All(await db.Factors.Where(f => f.UserId == anna.Id).ToListAsync(Ct), f => Assert.True(f.IsUsable));
    }

    [Fact]
    public async Task An_approval_is_used_once()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await StaffOfOldAsync(clinic);
        await ApproveAsync(anna, TimeSpan.Zero, by: null);
        using var first = idp.OpenBrowser();
        await first.GoToAsync(await ResetLinkAsync(anna));
        await first.SendAsync(first.Page.MainForm());
        await first.ChoosePasswordAsync();
        await idp.Given.WithPhoneAsync(anna);
        idp.Clock.Advance(TimeSpan.FromHours(25));

        using var second = await AfterLinkAsync(anna);

        Assert.Equal("/sign-in/code", second.Page.Path);
    }

    [Fact]
    public async Task A_phone_that_is_too_new_is_told_with_the_time_from_which_it_counts()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = await AfterLinkAsync(anna);

        Assert.Equal("/recover/no-factor", browser.Page.Path);
        browser.Page.Says("Your phone can be used from");
        browser.Page.Says("Nothing on file can be used");
    }

    [Fact]
    public void A_request_nobody_answers_is_over_after_a_week()
    {
        var noon = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
        var request = new RecoveryRequest(Guid.Empty, noon);

        Assert.True(request.IsOpen(noon.AddDays(7).AddTicks(-1)));
        Assert.False(request.IsOpen(noon.AddDays(7)));
        Assert.False(request.Counts(noon));
    }

    private Task<Person> StaffOfOldAsync(Clinic clinic) => OfOldAsync(idp.Given.StaffWithPhoneAsync(clinic));

    private async Task<Person> OfOldAsync(Task<Person> person)
    {
        var someone = await person;
        idp.Clock.Advance(TimeSpan.FromHours(25));
        return someone;
    }

    private Task<Person> OfOldAsync(Person person) => OfOldAsync(Task.FromResult(person));

    private async Task<Browser> AfterLinkAsync(Person person)
    {
        var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync(person.Email);
        await browser.GoToAsync(await ResetLinkAsync(person));
        await browser.SendAsync(browser.Page.MainForm());
        return browser;
    }

    private async Task<string> CancelLinkAsync(Person person) =>
        (await idp.Carrier.MessagesToAsync(person.Email)).Select(RecoveryPages.LinkIn).First(link => link?.Contains("/recover/cancel", StringComparison.Ordinal) == true)!;

    private async Task<string> ResetLinkAsync(Person person) =>
        (await idp.Carrier.MessagesToAsync(person.Email)).Select(RecoveryPages.LinkIn).First(link => link?.Contains("/recover/link", StringComparison.Ordinal) == true)!;

    private async Task ApproveAsync(Person person, TimeSpan wait, Guid? by)
    {
        await using var scope = idp.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        var user = await db.Users.SingleAsync(u => u.Id == person.Id, Ct);
        await scope.ServiceProvider.GetRequiredService<RecoveryApprovals>().ApproveAsync(user, new RecoveryApprover(by, Guid.Empty, wait), clinic: null, Ct);
        await db.SaveChangesAsync(Ct);
    }
}
