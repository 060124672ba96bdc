using IdentityProvider.Recovery;
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

    private async Task<Person> StaffOfOldAsync()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        idp.Clock.Advance(TimeSpan.FromHours(25));
        return anna;
    }

    private async Task<string> LinkAsync(Person anna, string page) =>
        (await idp.Carrier.MessagesToAsync(anna.Email)).Select(RecoveryPages.LinkIn).First(link => link?.Contains(page, StringComparison.Ordinal) == true)!;
}
