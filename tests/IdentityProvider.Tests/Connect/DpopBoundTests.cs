using System.Net;
using IdentityProvider.Protocol;
using IdentityProvider.Tests.Host;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IdentityProvider.Tests.Connect;

/// <summary>RFC 9449 over HTTP: what stays bound from the authorization request to the last refresh, and the nonce.</summary>
public sealed class DpopBoundTests(IdpHost idp) : IClassFixture<IdpHost>, IDisposable
{
    private const string Offline = "openid offline_access";

    private readonly DpopCaller _caller = new(idp);

    public void Dispose() => _caller.Dispose();

    [Fact]
    public async Task A_code_for_an_announced_key_is_redeemed_with_that_key_alone()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid", ("dpop_jkt", _caller.Key.Thumbprint)), await idp.SomebodyAsync());
        Assert.Equal("invalid_grant", await (await _caller.RedeemAsync(app, browser, _caller.Other)).ErrorAsync());

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("dpop_jkt", _caller.Key.Thumbprint)));
        Assert.Equal("invalid_grant", await (await app.SendCodeAsync(app.CodeOf(browser.CallbackUrl))).ErrorAsync());

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("dpop_jkt", _caller.Key.Thumbprint)));
        Assert.Equal(HttpStatusCode.OK, (await _caller.RedeemAsync(app, browser, _caller.Key)).StatusCode);
    }

    [Fact]
    public async Task A_public_clients_refresh_token_is_bound_and_a_wrong_key_does_not_spend_it()
    {
        var (app, browser) = await _caller.SignedInAsync(Offline, client => client.AuthMethod = ClientAuthMethod.None);
        using var closing = app;
        var refresh = await (await _caller.RedeemAsync(app, browser, _caller.Key)).MemberAsync("refresh_token");

        Assert.Equal("invalid_grant", await (await _caller.SendRefreshAsync(app, refresh, _caller.Fresh(_caller.Other))).ErrorAsync());
        Assert.Equal("invalid_dpop_proof", await (await app.SendRefreshAsync(refresh)).ErrorAsync());

        using var next = await _caller.SendRefreshAsync(app, refresh, _caller.Fresh(_caller.Key));
        var body = await next.BodyAsync();
        Assert.Equal("DPoP", body.GetProperty("token_type").GetString());
        Assert.Equal(HttpStatusCode.OK, (await _caller.SendRefreshAsync(app, body.GetProperty("refresh_token").GetString()!, _caller.Fresh(_caller.Key))).StatusCode);
    }

    [Fact]
    public async Task A_confidential_client_may_change_its_key_and_not_go_without()
    {
        var (app, browser) = await _caller.SignedInAsync(Offline);
        using var closing = app;
        var refresh = await (await _caller.RedeemAsync(app, browser, _caller.Key)).MemberAsync("refresh_token");

        Assert.Equal("invalid_dpop_proof", await (await app.SendRefreshAsync(refresh)).ErrorAsync());

        using var next = await _caller.SendRefreshAsync(app, refresh, _caller.Fresh(_caller.Other));
        Assert.Equal(_caller.Other.Thumbprint, new JsonWebToken(await next.MemberAsync("access_token")).GetPayloadValue<Dictionary<string, string>>("cnf")["jkt"]);
    }

    [Fact]
    public async Task A_nonce_that_nobody_gave_out_is_refused_and_a_right_one_comes_with_the_refusal()
    {
        using var app = await idp.ServiceAsync();

        using var refused = await _caller.AskAsync(app, _caller.Key.Prove("POST", _caller.TokenUrl, idp.Clock.GetUtcNow(), claims: c => c["nonce"] = "made-up"));
        Assert.Equal("use_dpop_nonce", await refused.ErrorAsync());
        var nonce = Assert.Single(refused.Headers.GetValues("DPoP-Nonce"));

        Assert.Equal(HttpStatusCode.OK, (await _caller.AskAsync(app, WithNonce(nonce))).StatusCode);
        idp.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.OK, (await _caller.AskAsync(app, WithNonce(nonce))).StatusCode);
        idp.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("use_dpop_nonce", await (await _caller.AskAsync(app, WithNonce(nonce))).ErrorAsync());
    }

    [Fact]
    public async Task An_API_hears_at_introspection_which_key_to_ask_for()
    {
        using var app = await idp.ServiceAsync();
        var token = await (await _caller.AskAsync(app, _caller.Fresh(_caller.Key))).MemberAsync("access_token");

        var answer = await app.IntrospectAsync(token);

        Assert.Equal("DPoP", answer.GetProperty("token_type").GetString());
        Assert.Equal(_caller.Key.Thumbprint, answer.GetProperty("cnf").GetProperty("jkt").GetString());
    }

    [Fact]
    public async Task A_client_registered_for_it_gets_no_bearer_token()
    {
        using var app = await idp.ServiceAsync(client => client.IsDpopBound = true);

        Assert.Equal("invalid_dpop_proof", await (await app.AskAsync()).ErrorAsync());
        Assert.Equal("DPoP", await (await _caller.AskAsync(app, _caller.Key.Prove("POST", _caller.TokenUrl, idp.Clock.GetUtcNow()))).MemberAsync("token_type"));
    }

    [Fact]
    public async Task A_key_proven_with_a_pushed_request_is_the_only_one_its_code_is_good_with()
    {
        var (app, browser) = await _caller.SignedInAsync("openid");
        using var closing = app;

        await browser.GoToAsync(app.UrlWith(await (await _caller.PushAsync(app, PushProof())).MemberAsync("request_uri")));
        Assert.Equal("invalid_grant", await (await _caller.RedeemAsync(app, browser, _caller.Other)).ErrorAsync());

        await browser.GoToAsync(app.UrlWith(await (await _caller.PushAsync(app, PushProof())).MemberAsync("request_uri")));
        Assert.Equal("DPoP", await (await _caller.RedeemAsync(app, browser)).MemberAsync("token_type"));
    }

    [Fact]
    public async Task A_push_with_a_proof_that_is_wrong_copied_or_of_another_key_than_announced_is_refused()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        var proof = PushProof();
        Assert.Equal(HttpStatusCode.Created, (await _caller.PushAsync(app, proof, ("dpop_jkt", _caller.Key.Thumbprint))).StatusCode);

        Assert.Equal("invalid_dpop_proof", await (await _caller.PushAsync(app, proof)).ErrorAsync());
        Assert.Equal("invalid_dpop_proof", await (await _caller.PushAsync(app, _caller.Fresh())).ErrorAsync());
        Assert.Equal("invalid_dpop_proof", await (await _caller.PushAsync(app, PushProof(), ("dpop_jkt", _caller.Other.Thumbprint))).ErrorAsync());
        Assert.Equal("invalid_request", await (await _caller.PushAsync(app, PushProof(), ("dpop_jkt", "short"))).ErrorAsync());
    }

    private string PushProof() => _caller.Key.Prove("POST", _caller.PushUrl, idp.Clock.GetUtcNow());

    private string WithNonce(string nonce) => _caller.Key.Prove("POST", _caller.TokenUrl, idp.Clock.GetUtcNow(), claims: c => c["nonce"] = nonce);
}
