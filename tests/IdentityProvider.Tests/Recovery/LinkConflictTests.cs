using IdentityProvider.Limits;
using IdentityProvider.Recovery;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Recovery;

/// <summary>A link that stops something is pressed while another request changes the same row. It is not used up for nothing.</summary>
public class LinkConflictTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task This_was_not_me_holds_although_the_account_changed_at_the_same_moment()
    {
        var anna = await StaffOfOldAsync();
        using var thief = idp.OpenBrowser();
        await thief.AskForLinkAsync(anna.Email);
        await thief.FollowLinkAsync(idp, anna.Email);
        await thief.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        await thief.ChoosePasswordAsync();
        using var owner = idp.OpenBrowser();
        await owner.GoToAsync(await LinkAsync(anna, "/recover/not-me"));

        await idp.WhileAsync($"update users set concurrency_stamp = 'another' where id = {anna.Id}", () => owner.SendAsync(owner.Page.MainForm()));

        owner.Page.Says("Your account is closed to everybody for now");
        await using var db = idp.Database.Open();
        Assert.Null((await db.Users.SingleAsync(u => u.Id == anna.Id, Ct)).PasswordHash);
    }

    [Fact]
    public async Task Stop_it_holds_although_the_request_was_decided_at_the_same_moment()
    {
        var anna = await StaffOfOldAsync();
        await using (var scope = idp.Services.CreateAsyncScope())
        {
            var open = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
            var user = await open.Users.SingleAsync(u => u.Id == anna.Id, Ct);
            await scope.ServiceProvider.GetRequiredService<RecoveryApprovals>().ApproveAsync(user, new RecoveryApprover(null, Guid.Empty, TimeSpan.Zero), clinic: null, Ct);
            await open.SaveChangesAsync(Ct);
        }

        using var owner = idp.OpenBrowser();
        await owner.GoToAsync(await LinkAsync(anna, "/recover/cancel"));

        await idp.WhileAsync($"update recovery_requests set decided_at = asked_at where user_id = {anna.Id}", () => owner.SendAsync(owner.Page.MainForm()));

        owner.Page.Says("It is stopped");
        await using var db = idp.Database.Open();
        Assert.Equal(RecoveryRequestState.Cancelled, (await db.RecoveryRequests.SingleAsync(r => r.UserId == anna.Id, Ct)).State);
    }

    [Fact]
    public async Task A_reset_link_is_not_used_up_where_the_sign_in_it_goes_on_in_was_changed_at_the_same_moment()
    {
        var anna = await StaffOfOldAsync();
        using var browser = idp.OpenBrowser();
        await browser.ForgetPasswordAsync(idp, anna.Email);
        await browser.GoToAsync(await idp.LastLinkToAsync(anna.Email));

        await idp.WhileAsync($"update sign_in_attempts set user_id = user_id where user_id = {anna.Id}", () => browser.SendAsync(browser.Page.MainForm()));

        Assert.Null((await ResetLinkOfAsync(anna)).UsedAt);
        idp.Clock.Advance(TimeSpan.FromSeconds(5));
        await browser.FollowLinkAsync(idp, anna.Email);
        Assert.Equal("/sign-in/code", browser.Page.Path);
        Assert.NotNull((await ResetLinkOfAsync(anna)).UsedAt);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        Assert.Equal("/recover/password", browser.Page.Path);
    }

    [Fact]
    public async Task A_reset_link_whose_button_is_pressed_twice_leads_the_second_press_where_the_first_one_went()
    {
        var anna = await StaffOfOldAsync();
        using var browser = idp.OpenBrowser();
        await browser.ForgetPasswordAsync(idp, anna.Email);
        await browser.GoToAsync(await idp.LastLinkToAsync(anna.Email));
        using var thief = idp.OpenBrowser();
        await thief.GoToAsync(await idp.LastLinkToAsync(anna.Email));
        var button = browser.Page.MainForm();
        await browser.SendAsync(button);

        Assert.Equal("/sign-in/code", (await browser.SendAsync(button)).Path);
        (await thief.SendAsync(thief.Page.MainForm())).Says("This link does not work any more");
        Assert.Single(await idp.Carrier.MessagesToAsync(anna.Phone!), message => message.Code is not null);
    }

    [Theory]
    [InlineData(false, "/sign-in/code")]
    [InlineData(true, "/sign-in/password")]
    public async Task A_link_asked_for_elsewhere_leads_its_second_press_the_same_way(bool unlock, string path)
    {
        var anna = await StaffOfOldAsync();
        using var asking = idp.OpenBrowser();
        await asking.AskForLinkAsync(anna.Email, unlock);
        await asking.GoToAsync(await idp.LastLinkToAsync(anna.Email));
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(await idp.LastLinkToAsync(anna.Email));
        var button = browser.Page.MainForm();
        Assert.Equal(path, (await browser.SendAsync(button)).Path);

        Assert.Equal(path, (await browser.SendAsync(button)).Path);

        (await asking.SendAsync(asking.Page.MainForm())).Says("This link does not work any more");
    }

    [Fact]
    public async Task A_reset_link_that_ends_while_its_button_is_pressed_opens_nothing()
    {
        var anna = await StaffOfOldAsync();
        using var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync(anna.Email);
        await browser.GoToAsync(await idp.LastLinkToAsync(anna.Email));

        await idp.WhileAsync($"update mailed_links set ended_at = created_at where user_id = {anna.Id} and purpose = 'PasswordReset'", () => browser.SendAsync(browser.Page.MainForm()));

        browser.Page.Says("This link does not work any more");
        await using var db = idp.Database.Open();
        Assert.False(await db.SignInAttempts.AnyAsync(a => a.UserId == anna.Id && a.Recovery == AttemptRecovery.Reset, Ct));
        Assert.DoesNotContain(await idp.Carrier.MessagesToAsync(anna.Phone!), message => message.Code is not null);
    }

    [Fact]
    public async Task An_unlock_link_that_ends_while_its_button_is_pressed_forgives_nothing()
    {
        var anna = await StaffOfOldAsync();
        using var guessing = idp.OpenBrowser();
        await guessing.GivePasswordAsync(idp.App.AuthorizeUrl(), anna with { Password = "not my password 1" });
        var guesses = await GuessesAsync();
        Assert.NotEqual(0, guesses);
        using var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync(anna.Email, unlock: true);
        await browser.GoToAsync(await idp.LastLinkToAsync(anna.Email));

        await idp.WhileAsync($"update mailed_links set ended_at = created_at where user_id = {anna.Id} and purpose = 'Unlock'", () => browser.SendAsync(browser.Page.MainForm()));

        browser.Page.Says("This link does not work any more");
        Assert.Equal(guesses, await GuessesAsync());
    }

    [Fact]
    public async Task A_reset_that_ends_while_it_asks_to_be_let_back_in_asks_nobody()
    {
        var anna = await StaffOfOldAsync();
        using var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync(anna.Email);
        await browser.FollowLinkAsync(idp, anna.Email);
        await browser.PressAsync("I have lost all of these");

        await idp.WhileAsync($"update users set security_stamp = 'another' where id = {anna.Id}", () => browser.SendAsync(browser.Page.MainForm()));

        await using var db = idp.Database.Open();
        Assert.False(await db.RecoveryRequests.AnyAsync(request => request.UserId == anna.Id, Ct));
        Assert.DoesNotContain(await idp.Carrier.MessagesToAsync(anna.Email), message => message.Subject!.Contains("asked to recover", StringComparison.Ordinal));
    }

    private async Task<int> GuessesAsync()
    {
        await using var db = idp.Database.Open();
        return await db.AttemptLimits.Where(limit => limit.Kind == AttemptKind.Password || limit.Kind == AttemptKind.PasswordKnownBrowser).SumAsync(limit => limit.Failures, Ct);
    }

    private async Task<MailedLink> ResetLinkOfAsync(Person anna)
    {
        await using var db = idp.Database.Open();
        return await db.MailedLinks.SingleAsync(link => link.UserId == anna.Id && link.Purpose == LinkPurpose.PasswordReset, Ct);
    }

    private async Task<Person> StaffOfOldAsync()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        idp.Clock.Advance(TimeSpan.FromHours(25));
        return anna;
    }

    private async Task<string> LinkAsync(Person anna, string page) =>
        (await idp.Carrier.MessagesToAsync(anna.Email)).Select(RecoveryPages.LinkIn).First(link => link?.Contains(page, StringComparison.Ordinal) == true)!;
}
