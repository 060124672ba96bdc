using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Recovery;

/// <summary>"This wasn't me": somebody took an account over by its mailbox and phone, and the owner reads the mail.</summary>
public class DisavowalTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task The_link_in_the_notice_ends_what_somebody_else_got_and_starts_a_recovery()
    {
        var anna = await StaffOfOldAsync();
        using var thief = idp.OpenBrowser();
        await ResetAsync(thief, anna);
        await thief.EnterRestAsync();
        Assert.True(await thief.IsSignedInAsync());
        using var owner = idp.OpenBrowser();

        await owner.GoToAsync(await NoticeLinkAsync(anna));
        owner.Page.Says("Was it not you?");
        Assert.True(await thief.IsSignedInAsync());
        await owner.SendAsync(owner.Page.MainForm());

        owner.Page.Says("Your account is closed to everybody for now");
        Assert.False(await thief.IsSignedInAsync());
        await thief.GivePasswordAsync(idp.App.AuthorizeUrl(), anna with { Password = RecoveryPages.NewPassword });
        thief.Page.ShowsProblem("Password", "does not match");
        await owner.FollowLinkAsync(idp, anna.Email);
        Assert.Equal("/sign-in/code", owner.Page.Path);
    }

    [Fact]
    public async Task It_signs_nobody_in_and_brings_back_nothing_that_was_removed()
    {
        var anna = await StaffOfOldAsync();
        using var thief = idp.OpenBrowser();
        await ResetAsync(thief, anna);
        var theirs = await idp.Given.WithPhoneAsync(anna);
        await using (var db = idp.Database.Open())
        {
            // Whoever got in removed the owner's phone and added their own.
            var own = db.Factors.Where(f => f.UserId == anna.Id).OrderBy(f => f.AddedAt).First();
            own.Remove(idp.Clock.GetUtcNow());
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        using var owner = idp.OpenBrowser();
        await owner.GoToAsync(await NoticeLinkAsync(anna));
        await owner.SendAsync(owner.Page.MainForm());

        Assert.False(await owner.IsSignedInAsync());
        await using var after = idp.Database.Open();
        var factors = await after.Factors.Where(f => f.UserId == anna.Id).OrderBy(f => f.AddedAt).ToListAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(factors[0].RemovedAt);
        Assert.NotNull(factors[1].DisabledAt);

        // Neither phone opens the recovery now: it takes somebody at the practice.
        await owner.FollowLinkAsync(idp, anna.Email);
        Assert.NotEqual("/sign-in/code", owner.Page.Path);
        Assert.NotEqual("/recover/password", owner.Page.Path);
        Assert.NotNull(theirs.Phone);
    }

    [Fact]
    public async Task The_button_works_once_for_ten_days()
    {
        var anna = await StaffOfOldAsync();
        using var first = idp.OpenBrowser();
        await ResetAsync(first, anna);
        var link = await NoticeLinkAsync(anna);
        using var browser = idp.OpenBrowser();

        idp.Clock.Advance(TimeSpan.FromDays(10) - TimeSpan.FromMinutes(1));
        await browser.GoToAsync(link);
        var form = browser.Page.MainForm();
        await browser.SendAsync(form);
        browser.Page.Says("Your account is closed to everybody for now");
        await browser.SendAsync(form);
        browser.Page.Says("This link does not work any more");

        using var second = idp.OpenBrowser();
        await ResetAsync(second, anna);
        var next = await NoticeLinkAsync(anna);
        idp.Clock.Advance(TimeSpan.FromDays(10));
        await browser.GoToAsync(next);
        browser.Page.Says("This link does not work any more");
    }

    private async Task<Person> StaffOfOldAsync()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        idp.Clock.Advance(TimeSpan.FromHours(25));
        return anna;
    }

    private async Task ResetAsync(Browser browser, Person anna)
    {
        await browser.AskForLinkAsync(anna.Email);
        await browser.FollowLinkAsync(idp, anna.Email);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        await browser.ChoosePasswordAsync();
    }

    private async Task<string> NoticeLinkAsync(Person anna) =>
        (await idp.Carrier.MessagesToAsync(anna.Email)).Select(RecoveryPages.LinkIn).First(link => link?.Contains("/recover/not-me", StringComparison.Ordinal) == true)!;
}
