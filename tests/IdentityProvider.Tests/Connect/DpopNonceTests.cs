using System.Net;
using IdentityProvider.Connect;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Tests.Connect;

/// <summary>RFC 9449 §8 and §9, where the deployment asks for nonces.</summary>
public sealed class DpopNonceTests : IClassFixture<IdpHost>, IDisposable
{
    private readonly IdpHost _idp;
    private readonly DpopCaller _caller;

    public DpopNonceTests(IdpHost idp)
    {
        (_idp, _caller) = (idp, new DpopCaller(idp));
        idp.Services.GetRequiredService<IOptions<DpopOptions>>().Value.RequireNonce = true;
    }

    public void Dispose() => _caller.Dispose();

    [Fact]
    public async Task Without_a_nonce_a_proof_gets_one_and_no_token()
    {
        using var app = await _idp.ServiceAsync();

        using var first = await _caller.AskAsync(app, _caller.Fresh());
        Assert.Equal("use_dpop_nonce", await first.ErrorAsync());
        var nonce = Assert.Single(first.Headers.GetValues("DPoP-Nonce"));

        using var second = await _caller.AskAsync(app, With(nonce));
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.False(second.Headers.Contains("DPoP-Nonce"));
    }

    [Fact]
    public async Task The_next_nonce_comes_with_a_good_answer_before_the_old_one_ends()
    {
        using var app = await _idp.ServiceAsync();
        using var first = await _caller.AskAsync(app, _caller.Fresh());
        var nonce = Assert.Single(first.Headers.GetValues("DPoP-Nonce"));
        _idp.Clock.Advance(TimeSpan.FromMinutes(5));

        using var second = await _caller.AskAsync(app, With(nonce));

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.NotEqual(nonce, Assert.Single(second.Headers.GetValues("DPoP-Nonce")));
    }

    [Fact]
    public async Task Userinfo_asks_for_it_with_a_401()
    {
        var (app, browser) = await _caller.SignedInAsync("openid");
        using var closing = app;
        using var asked = await _caller.RedeemAsync(app, browser);
        var nonce = Assert.Single(asked.Headers.GetValues("DPoP-Nonce"));
        await browser.GoToAsync(app.AuthorizeUrl("openid"));
        using var redeemed = await _caller.SendCodeAsync(app, app.CodeOf(browser.CallbackUrl), With(nonce));
        var token = await redeemed.MemberAsync("access_token");

        using var refused = await _caller.UserInfoAsync(token, [_caller.ProofFor(token)]);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("use_dpop_nonce", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        var fresh = Assert.Single(refused.Headers.GetValues("DPoP-Nonce"));

        var proof = _caller.Key.Prove("GET", _caller.UserInfoUrl, _idp.Clock.GetUtcNow(), token, claims: c => c["nonce"] = fresh);
        Assert.Equal(HttpStatusCode.OK, (await _caller.UserInfoAsync(token, [proof])).StatusCode);
    }

    private string With(string nonce) => _caller.Key.Prove("POST", _caller.TokenUrl, _idp.Clock.GetUtcNow(), claims: c => c["nonce"] = nonce);
}
