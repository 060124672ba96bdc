using IdentityProvider.Recovery;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Host;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Recovery;

/// <summary>What ends a recovery that was asked for or approved, and what must not end the link that stops it.</summary>
public class RecoveryEndsTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stopping_it_stops_all_that_is_open()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        await using var scope = idp.Services.CreateAsyncScope();
        var (requests, db) = (scope.ServiceProvider.GetRequiredService<RecoveryRequests>(), scope.ServiceProvider.GetRequiredService<IdpDbContext>());
        db.RecoveryRequests.AddRange(new RecoveryRequest(anna.Id, idp.Clock.GetUtcNow()), new RecoveryRequest(anna.Id, idp.Clock.GetUtcNow()));
        await db.SaveChangesAsync(Ct);

        Assert.True(await requests.CancelAllAsync(anna.Id, Ct));
        await db.SaveChangesAsync(Ct);

        Assert.Null(await requests.OpenOfAsync(anna.Id, Ct));
    }

    [Fact]
    public async Task The_owner_who_changes_the_password_first_has_stopped_it_and_their_link_still_works()
    {
        var anna = await StaffOfOldAsync();
        await ApproveAsync(anna);
        var cancel = await LinkAsync(anna, "/recover/cancel");
        using var owner = idp.OpenBrowser();
        await owner.SignInAsync(anna, "/account/password");
        await owner.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        await owner.ChoosePasswordAsync();
        owner.Page.Says("Your new password is saved");

        using var thief = await AfterLinkAsync(anna);

        Assert.Equal("/sign-in/code", thief.Page.Path);
        await owner.GoToAsync(cancel);
        await owner.SendAsync(owner.Page.MainForm());
        owner.Page.Says("It is stopped");
    }

    [Fact]
    public async Task The_link_that_stops_it_outlives_a_reset_by_somebody_else_and_stops_what_was_asked_for_since()
    {
        var anna = await StaffOfOldAsync();
        await ApproveAsync(anna);
        var cancel = await LinkAsync(anna, "/recover/cancel");
        using (var reset = await AfterLinkAsync(anna))
        {
            await reset.ChoosePasswordAsync();
        }

        await using (var scope = idp.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<RecoveryRequests>().AskAsync(anna.Id, Ct);
            await scope.ServiceProvider.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
        }

        using var owner = idp.OpenBrowser();
        await owner.GoToAsync(cancel);
        await owner.SendAsync(owner.Page.MainForm());

        owner.Page.Says("It is stopped");
        await using var db = idp.Database.Open();
        Assert.Equal(
            [RecoveryRequestState.Used, RecoveryRequestState.Cancelled],
            await db.RecoveryRequests.Where(r => r.UserId == anna.Id).OrderBy(r => r.AskedAt).Select(r => r.State).ToListAsync(Ct));
    }

    [Fact]
    public async Task A_reset_proven_by_a_factor_ends_a_request_that_was_open()
    {
        var anna = await StaffOfOldAsync();
        using var browser = await AfterLinkAsync(anna);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        await ApproveAsync(anna);

        await browser.ChoosePasswordAsync();

        await using var db = idp.Database.Open();
        Assert.Equal(RecoveryRequestState.Cancelled, (await db.RecoveryRequests.SingleAsync(r => r.UserId == anna.Id, Ct)).State);
        Assert.All(await db.Factors.Where(f => f.UserId == anna.Id).ToListAsync(Ct), f => Assert.True(f.IsUsable));
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
        await browser.GoToAsync(await LinkAsync(person, "/recover/link"));
        await browser.SendAsync(browser.Page.MainForm());
        return browser;
    }

    private async Task<string> LinkAsync(Person person, string page) =>
        (await idp.Carrier.MessagesToAsync(person.Email)).Select(RecoveryPages.LinkIn).First(link => link?.Contains(page, StringComparison.Ordinal) == true)!;

    private async Task ApproveAsync(Person person)
    {
        await using var scope = idp.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        var user = await db.Users.SingleAsync(u => u.Id == person.Id, Ct);
        await scope.ServiceProvider.GetRequiredService<RecoveryApprovals>().ApproveAsync(user, new RecoveryApprover(null, Guid.Empty, TimeSpan.Zero), clinic: null, Ct);
        await db.SaveChangesAsync(Ct);
    }
}
