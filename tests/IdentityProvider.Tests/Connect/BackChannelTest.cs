using IdentityProvider.Access;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Tests.Connect;

/// <summary>Apps that want to be told of logouts, somebody who is signed in to them, and where the telling arrives.</summary>
public abstract class BackChannelTest(IdpHost idp) : IClassFixture<IdpHost>, IAsyncLifetime
{
    private LogoutReceiver? _receiver;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected LogoutReceiver Receiver => _receiver ?? throw new InvalidOperationException("The receiver has not started.");

    public async ValueTask InitializeAsync() => _receiver = await LogoutReceiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_receiver is not null)
        {
            await _receiver.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    protected Task<TestApp> AppAsync(string? address) => idp.Given.AppAsync(idp.Issuer, client => client.BackChannelLogoutUri = address);

    protected async Task<Tokens> SignedInAsync(TestApp app, Browser browser)
    {
        await browser.SignInAsync(app.AuthorizeUrl("openid"), await idp.SomebodyAsync());
        return await app.RedeemAsync(browser.CallbackUrl);
    }

    protected async Task SignOutAsync(TestApp app)
    {
        using var browser = idp.OpenBrowser();
        var tokens = await SignedInAsync(app, browser);
        await browser.GoToAsync($"/connect/endsession?id_token_hint={tokens.IdToken.Raw}");
    }

    protected Task<int> TellAsync() => idp.Services.GetRequiredService<LogoutNoticeWorker>().TellDueAsync(Ct);

    protected async Task EndedAsync(TestApp app, NoticeState state, NoticeOutcome outcome)
    {
        var notice = await NoticeOfAsync(app);
        Assert.Equal((state, outcome), (notice.State, notice.LastOutcome));
    }

    protected Task<LogoutNotice> NoticeOfAsync(TestApp app) =>
        idp.WithAsync<IdpDbContext, LogoutNotice>(db => db.LogoutNotices.AsNoTracking().SingleAsync(notice => notice.ClientId == app.ClientId, Ct));

    // As a client validates it (§2.6).
    protected async Task<JsonWebToken> ReadAsync(string token, TestApp app)
    {
        using var http = new HttpClient { BaseAddress = idp.Issuer };
        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = idp.Issuer.ToString().TrimEnd('/'),
            ValidAudience = app.ClientId,
            ValidTypes = [LogoutToken.Type],
            IssuerSigningKeys = new JsonWebKeySet(await http.GetStringAsync(new Uri("/.well-known/openid-configuration/jwks", UriKind.Relative), Ct)).GetSigningKeys(),
            ValidateLifetime = false,
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        return (JsonWebToken)result.SecurityToken;
    }
}
