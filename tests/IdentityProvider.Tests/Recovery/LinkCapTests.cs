using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Recovery;

/// <summary>Somebody asks for links to one address from many networks.</summary>
public class LinkCapTests(LinkCapHost idp) : IClassFixture<LinkCapHost>
{
    [Fact]
    public async Task Many_networks_together_fill_no_mailbox_and_a_browser_used_before_still_gets_its_link()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var own = idp.OpenBrowser();
        await own.SignInWithCodeAsync(idp, anna, anna.Phone!);
        var before = (await idp.Carrier.MessagesToAsync(anna.Email)).Count;
        for (var i = 0; i < LinkCapHost.Everywhere + 3; i++)
        {
            using var stranger = idp.OpenBrowser();
            await stranger.AskForLinkAsync(anna.Email);
        }

        Assert.Equal(before + LinkCapHost.Everywhere, (await idp.Carrier.MessagesToAsync(anna.Email)).Count);
        for (var i = 0; i < 7; i++)
        {
            await own.AskForLinkAsync(anna.Email);
        }

        Assert.Equal(before + LinkCapHost.Everywhere + 5, (await idp.Carrier.MessagesToAsync(anna.Email)).Count);
    }
}

/// <summary>A provider that mails few links to one address altogether.</summary>
public sealed class LinkCapHost(TestDatabases databases) : IdpHost(databases)
{
    public const int Everywhere = 6;

    protected override IEnumerable<string> MoreSettings => ["--SendBudgets:LinkAddressEverywhere:Limit", $"{Everywhere}"];
}
