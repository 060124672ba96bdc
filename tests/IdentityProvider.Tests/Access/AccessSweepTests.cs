using System.Net;
using IdentityProvider.Access;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Access;

public class AccessSweepTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_can_do_nothing_any_more_is_taken_away_and_what_can_stays()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid offline_access"), await idp.SomebodyAsync());
        var tokens = await app.RedeemAsync(browser.CallbackUrl);

        idp.Clock.Advance(TimeSpan.FromDays(2));
        await SweepAsync();
        Assert.Equal((0, 0, 1, 1), await CountAsync());
        var second = await app.RefreshAsync(tokens.RefreshToken!);

        // Unused for longer than it may lie; the grant itself is kept to be looked up.
        idp.Clock.Advance(TimeSpan.FromDays(91));
        await SweepAsync();
        Assert.Equal((0, 0, 0, 1), await CountAsync());
        Assert.Equal(HttpStatusCode.BadRequest, (await app.SendRefreshAsync(second.RefreshToken!)).StatusCode);

        idp.Clock.Advance(TimeSpan.FromDays(365));
        await SweepAsync();
        Assert.Equal((0, 0, 0, 0), await CountAsync());
    }

    private Task SweepAsync() => idp.Services.GetRequiredService<SweepWorker<AccessSweep>>().SweepAsync(Ct);

    private Task<(int Pending, int Codes, int Tokens, int Grants)> CountAsync() => idp.WithAsync<IdpDbContext, (int, int, int, int)>(async db => (
        await db.PendingAuthorizations.CountAsync(Ct), await db.AuthorizationCodes.CountAsync(Ct),
        await db.RefreshTokens.CountAsync(Ct), await db.Grants.CountAsync(Ct)));
}
