using System.Net;
using IdentityProvider.Access;
using IdentityProvider.Devices;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;
using IdentityProvider.Tests.Recovery;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.SignIn;

/// <summary>A thief is let in by the head of a request and keeps back its body; everything of the account is ended; then the rest comes.</summary>
public class TrickledFormTests(PatientHost idp) : IClassFixture<PatientHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_changes_no_password_and_says_why()
    {
        var anna = await idp.SomebodyAsync();
        using var thief = idp.OpenBrowser();
        await thief.SignInAsync(anna, "/account/password");

        var page = await TrickleAsync(thief, thief.Fill(new { RecoveryPages.NewPassword }), anna);

        Assert.Equal(HttpStatusCode.Conflict, page.Status);
        page.Says("You were signed out, or your role was changed, while your form was on its way. Nothing of it was saved.");
        page.Says("Sign in again");
        Assert.DoesNotContain("password.replaced", await idp.AuditTrailAsync(anna));
    }

    [Fact]
    public async Task It_is_shown_nothing_that_takes_no_save()
    {
        var anna = await idp.SomebodyAsync();
        using var thief = idp.OpenBrowser();
        await thief.SignInAsync(anna, "/account/factors/codes");
        await thief.UseAsync("Make");
        var code = thief.Page.All(".recovery-codes li").First().TextContent.Trim();

        var page = await TrickleAsync(thief, thief.Page.FormOf("File"), anna);

        Assert.Equal(HttpStatusCode.Conflict, page.Status);
        Assert.DoesNotContain(code, page.Body, StringComparison.Ordinal);
    }

    // The door notes that somebody is there, once a minute, when it lets them in: from then on the request is past it.
    private async Task<Page> TrickleAsync(Browser browser, FilledForm form, Person person)
    {
        var before = idp.Clock.GetUtcNow();
        idp.Clock.Advance(TimeSpan.FromMinutes(2));
        var (request, slow) = await SlowForm.OfAsync(form);
        using (request)
        {
            var answer = browser.FetchAsync(request);
            await using var db = idp.Database.Open();
            while (!await db.Sessions.AnyAsync(session => session.UserId == person.Id && session.LastSeenAt > before, Ct))
            {
                Assert.False(answer.IsCompleted, "It was answered before the whole form was there.");
                await Task.Delay(TimeSpan.FromMilliseconds(20), Ct);
            }

            await EndEverythingAsync(person);
            slow.SendRest();
            using var response = await answer;
            return new Page(request.RequestUri!, response, await response.Content.ReadAsStringAsync(Ct));
        }
    }

    private Task<int> EndEverythingAsync(Person person) => idp.WithAsync<IServiceProvider, int>(async services =>
    {
        await services.GetRequiredService<Endings>().EndEverythingAsync(person.Id, SessionEnd.Disavowed, DeviceEnd.Disavowed, GrantEnd.Disavowed, Ct);
        return await services.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
    });
}
