using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.SignIn;

/// <summary>The same host with its outbox worker at work, as on a node.</summary>
public sealed class WorkingIdpHost(TestDatabases databases) : IdpHost(databases)
{
    protected override bool RunsOutboxWorker => true;
}

/// <summary>Monday morning.</summary>
public class ManySignInsTests(WorkingIdpHost idp) : IClassFixture<WorkingIdpHost>
{
    private const int People = 50;

    [Fact]
    public async Task Fifty_sign_ins_started_at_once_all_finish_and_every_code_is_sent_once()
    {
        var clinic = await idp.Given.ClinicAsync();
        var people = new List<Person>();
        for (var i = 0; i < People; i++)
        {
            people.Add(await idp.Given.StaffWithPhoneAsync(clinic));
        }

        var tokens = await Task.WhenAll(people.Select(SignInAsync));

        Assert.Equal(people.Select(p => p.Id.ToString()), tokens.Select(t => t.IdToken.Subject));
        Assert.All(people, person => Assert.Single(idp.Simulators.Inbox.Messages, m => m.To == person.Phone));
    }

    private async Task<Tokens> SignInAsync(Person person)
    {
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), person);
        Assert.Equal("/sign-in/code", browser.Page.Path);
        var message = await idp.Simulators.Inbox.WaitForAsync(m => m.To == person.Phone, TestContext.Current.CancellationToken);
        await browser.EnterCodeAsync(message.Code!);
        return await idp.App.RedeemAsync(browser.CallbackUrl);
    }
}
