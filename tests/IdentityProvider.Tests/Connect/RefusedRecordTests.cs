using System.Net;
using IdentityProvider.Access;
using IdentityProvider.Protocol;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

/// <summary>The database has no room for a record or a letter: nothing ends without a trace, and a theft is stopped without its letter.</summary>
public sealed class RefusedRecordTests(HangUpHost idp) : IClassFixture<HangUpHost>
{
    [Fact]
    public async Task A_reference_token_whose_revocation_cannot_be_recorded_lives_on()
    {
        using var app = await idp.ServiceAsync(client => client.AccessTokenFormat = AccessTokenFormat.Reference);

        await IsRevokedWithItsRecordAsync(app);
    }

    [Fact]
    public async Task A_self_contained_token_whose_revocation_cannot_be_recorded_lives_on()
    {
        using var app = await idp.ServiceAsync();

        await IsRevokedWithItsRecordAsync(app);
    }

    [Fact]
    public async Task A_theft_whose_letter_cannot_be_written_is_stopped_all_the_same()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid offline_access"), await idp.SomebodyAsync());
        var stolen = (await app.RedeemAsync(browser.CallbackUrl)).RefreshToken!;
        await app.RefreshAsync(stolen);

        await using (await idp.RefuseAsync("outbox_messages"))
        {
            Assert.False((await app.SendRefreshAsync(stolen)).IsSuccessStatusCode);
        }

        Assert.Equal(GrantEnd.RefreshTokenReused, (await idp.GrantOfAsync(app)).EndReason);
        Assert.Contains("token.reused", await idp.AuditOfAsync(app));
    }

    private async Task IsRevokedWithItsRecordAsync(TestApp app)
    {
        var token = await (await app.AskAsync()).MemberAsync("access_token");
        await idp.FlushAuditAsync();

        await using (await idp.RefuseAsync("audit_entries", $"new.client_id = '{app.ClientId}'"))
        {
            Assert.False((await app.PostAsync("/connect/revocation", ("token", token))).IsSuccessStatusCode);
        }

        Assert.True((await app.IntrospectAsync(token)).GetProperty("active").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await app.PostAsync("/connect/revocation", ("token", token))).StatusCode);
        Assert.False((await app.IntrospectAsync(token)).GetProperty("active").GetBoolean());
        Assert.Single(await idp.AuditOfAsync(app), "access-token.revoked");
    }
}
