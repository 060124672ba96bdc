using System.Text.RegularExpressions;
using IdentityProvider.Clinics;
using IdentityProvider.Recovery;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Admin.People;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Recovery;

/// <summary>Somebody who got in moves the account to a mailbox of theirs, or has themselves let in; the owner reads the mail.</summary>
public partial class DisavowedAddressTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly ClinicPolicy AsksNobody = new() { Require = MfaRequirement.Nobody };

    private static int _count;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_owner_gets_the_address_back_and_the_link_to_a_new_password_goes_there_and_nowhere_else()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(AsksNobody));
        var moved = await ChangeAddressAsync(anna);

        await DisavowAsync(anna);

        Assert.Equal(anna.Email, await EmailOfAsync(anna));
        Assert.Contains("email.put-back", await idp.AuditTrailAsync(anna));
        Assert.NotNull(await LinkAsync(anna.Email, "/recover/link"));
        using var thief = idp.OpenBrowser();
        await thief.AskForLinkAsync(moved);
        Assert.Null(await LinkAsync(moved, "/recover/link"));
        Assert.Contains(await idp.Carrier.MessagesToAsync(moved), m => m.Text.Contains("was changed", StringComparison.Ordinal));
        using var owner = idp.OpenBrowser();
        await owner.FollowLinkAsync(idp, anna.Email);
        Assert.Equal("/recover/password", owner.Page.Path);
    }

    [Fact]
    public async Task The_new_mailbox_gets_no_such_link()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(AsksNobody));

        var moved = await ChangeAddressAsync(anna);

        Assert.NotNull(await LinkAsync(anna.Email, "/recover/not-me"));
        Assert.Null(await LinkAsync(moved, "/recover/not-me"));
    }

    [Fact]
    public async Task An_address_an_admin_gave_is_not_taken_away_by_the_old_mailbox()
    {
        var clinic = await idp.Given.ClinicAsync(AsksNobody);
        var anna = await idp.Given.StaffAsync(clinic);
        var moved = NewAddress();
        using var console = await idp.EnterConsoleAsync(clinic);
        await console.GoToAsync(PeoplePages.PageOf(clinic, anna, "email"));
        await console.SubmitAsync(new { Email = moved, Reason = "The old mailbox was broken into" });

        await VerifyAsync(moved);

        Assert.Equal(moved, await EmailOfAsync(anna));
        Assert.Null(await LinkAsync(anna.Email, "/recover/not-me"));
    }

    [Fact]
    public async Task An_address_claimed_and_not_verified_yet_is_not_verified_any_more()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(AsksNobody));
        using var thief = await ResetAsync(anna);
        var moved = NewAddress();
        await thief.GoToAsync("/account/email");
        (await thief.SubmitAsync(new { Email = moved })).Says("Check your new mailbox");

        await DisavowAsync(anna);

        using var mailbox = idp.OpenBrowser();
        (await mailbox.GoToAsync(await ClaimLinkAsync(moved))).Says("This link does not work any more");
        Assert.Equal(anna.Email, await EmailOfAsync(anna));
    }

    [Fact]
    public async Task Where_the_address_is_another_accounts_by_now_the_present_one_recovers_nothing()
    {
        var clinic = await idp.Given.ClinicAsync(AsksNobody);
        var (anna, bert) = (await idp.Given.StaffAsync(clinic), await idp.Given.StaffAsync(clinic));
        var moved = await ChangeAddressAsync(anna);
        await using (var db = idp.Database.Open())
        {
            var other = await db.Users.SingleAsync(u => u.Id == bert.Id, Ct);
            other.ChangeEmail(anna.Email, idp.Clock.GetUtcNow());
            await db.SaveChangesAsync(Ct);
        }

        await DisavowAsync(anna);

        idp.Clock.Advance(TimeSpan.FromHours(25));
        using var thief = idp.OpenBrowser();
        await thief.AskForLinkAsync(moved);
        Assert.Null(await LinkAsync(moved, "/recover/link"));
        Assert.Contains("email.distrusted", await idp.AuditTrailAsync(anna));
    }

    [Fact]
    public async Task An_approval_that_a_thief_obtained_lets_nobody_past_the_second_step_and_their_recovery_codes_end()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        idp.Clock.Advance(TimeSpan.FromHours(25));
        using var thief = await ResetAsync(anna);
        await idp.WithRecoveryCodesAsync(anna);
        await ApproveAsync(anna);

        await DisavowAsync(anna);

        using var owner = idp.OpenBrowser();
        await owner.FollowLinkAsync(idp, anna.Email);
        Assert.Equal("/sign-in/code", owner.Page.Path);
        await using var db = idp.Database.Open();
        Assert.False(await db.RecoveryCodeSets.AnyAsync(set => set.UserId == anna.Id && set.EndedAt == null, Ct));
    }

    [GeneratedRegex(@"https?://\S+/account/email/verify\?t=\S+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ClaimLink();

    private static string NewAddress() => $"taken-{Interlocked.Increment(ref _count)}@people.example";

    private async Task<string> ChangeAddressAsync(Person person)
    {
        var moved = NewAddress();
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(person, "/account/email");
        (await browser.SubmitAsync(new { Email = moved })).Says("Check your new mailbox");
        await VerifyAsync(moved);
        Assert.Equal(moved, await EmailOfAsync(person));
        return moved;
    }

    private async Task VerifyAsync(string address)
    {
        using var mailbox = idp.OpenBrowser();
        await mailbox.GoToAsync(await ClaimLinkAsync(address));
        (await mailbox.PressAsync("Use this address")).Says("Your address is changed");
    }

    private async Task<Browser> ResetAsync(Person person)
    {
        var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync(person.Email);
        await browser.FollowLinkAsync(idp, person.Email);
        if (person.Phone is { } phone)
        {
            await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(phone));
        }

        await browser.ChoosePasswordAsync();
        if (browser.Page.Path == "/recover/phone")
        {
            await browser.PressAsync("Not now");
        }

        await browser.EnterRestAsync();
        return browser;
    }

    private async Task DisavowAsync(Person person)
    {
        using var owner = idp.OpenBrowser();
        await owner.GoToAsync((await LinkAsync(person.Email, "/recover/not-me"))!);
        await owner.SendAsync(owner.Page.MainForm());
        owner.Page.Says("Your account is closed to everybody for now");

        // The link that this mails has arrived before anybody asks for another, or the two may overtake each other.
        Assert.NotEmpty(await idp.Carrier.MessagesToAsync(person.Email));
    }

    private async Task ApproveAsync(Person person)
    {
        await using var scope = idp.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        var user = await db.Users.SingleAsync(u => u.Id == person.Id, Ct);
        await scope.ServiceProvider.GetRequiredService<RecoveryApprovals>().ApproveAsync(user, new RecoveryApprover(null, Guid.Empty, TimeSpan.Zero), clinic: null, Ct);
        await db.SaveChangesAsync(Ct);
    }

    private async Task<string?> LinkAsync(string address, string page) =>
        (await idp.Carrier.MessagesToAsync(address)).Select(RecoveryPages.LinkIn).FirstOrDefault(link => link?.Contains(page, StringComparison.Ordinal) == true);

    private async Task<string> ClaimLinkAsync(string address) =>
        new Uri((await idp.Carrier.MessagesToAsync(address)).Select(m => ClaimLink().Match(m.Text)).First(m => m.Success).Value).PathAndQuery;

    private async Task<string?> EmailOfAsync(Person person)
    {
        await using var db = idp.Database.Open();
        return await db.Users.Where(u => u.Id == person.Id).Select(u => u.Email).SingleAsync(Ct);
    }
}
