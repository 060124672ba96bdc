using System.Net;
using System.Text.Json.Nodes;
using IdentityProvider.Tests.Host;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IdentityProvider.Tests.Connect;

/// <summary>RFC 9449 over HTTP: tokens bound to a key, and what comes of proofs that are wrong, old, copied or of another key.</summary>
public sealed class DpopTests(IdpHost idp) : IClassFixture<IdpHost>, IDisposable
{
    private const string Offline = "openid offline_access";

    private readonly DpopCaller _caller = new(idp);

    public void Dispose() => _caller.Dispose();

    [Fact]
    public async Task Tokens_are_bound_to_the_key_and_userinfo_wants_it()
    {
        var (app, browser) = await _caller.SignedInAsync("openid");
        using var closing = app;

        var body = await (await _caller.RedeemAsync(app, browser, _caller.Key)).BodyAsync();
        var token = body.GetProperty("access_token").GetString()!;

        Assert.Equal("DPoP", body.GetProperty("token_type").GetString());
        Assert.Equal(_caller.Key.Thumbprint, new JsonWebToken(token).GetPayloadValue<Dictionary<string, string>>("cnf")["jkt"]);
        Assert.Equal(HttpStatusCode.OK, (await _caller.UserInfoAsync(token, [_caller.ProofFor(token)])).StatusCode);
    }

    [Fact]
    public async Task A_bound_token_opens_nothing_without_a_proof_of_its_key()
    {
        var (app, browser) = await _caller.SignedInAsync("openid");
        using var closing = app;
        var token = await (await _caller.RedeemAsync(app, browser, _caller.Key)).MemberAsync("access_token");

        (string What, HttpResponseMessage Answer)[] refused =
        [
            ("as Bearer", await _caller.UserInfoAsync(token, [], "Bearer")),
            ("as Bearer with a proof", await _caller.UserInfoAsync(token, [_caller.ProofFor(token)], "Bearer")),
            ("without a proof", await _caller.UserInfoAsync(token, [])),
            ("empty proof", await _caller.UserInfoAsync(token, [""])),
            ("garbage", await _caller.UserInfoAsync(token, ["garbage"])),
            ("another key", await _caller.UserInfoAsync(token, [_caller.Other.Prove("GET", _caller.UserInfoUrl, idp.Clock.GetUtcNow(), token)])),
            ("another token", await _caller.UserInfoAsync(token, [_caller.ProofFor(token + "x")])),
            ("another method", await _caller.UserInfoAsync(token, [_caller.Key.Prove("POST", _caller.UserInfoUrl, idp.Clock.GetUtcNow(), token)])),
            ("another URL", await _caller.UserInfoAsync(token, [_caller.Key.Prove("GET", _caller.TokenUrl, idp.Clock.GetUtcNow(), token)])),
            ("no ath", await _caller.UserInfoAsync(token, [_caller.Key.Prove("GET", _caller.UserInfoUrl, idp.Clock.GetUtcNow())])),
            ("old", await _caller.UserInfoAsync(token, [_caller.Key.Prove("GET", _caller.UserInfoUrl, idp.Clock.GetUtcNow().AddHours(-1), token)])),
        ];

        foreach (var (what, answer) in refused)
        {
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{what}: {answer.StatusCode}");
            Assert.Matches("^DPoP .*error=\"(invalid_dpop_proof|invalid_token)\".*algs=\"[^\"]*ES256", string.Join(", ", answer.Headers.GetValues("WWW-Authenticate")));
            Assert.True(answer.Headers.CacheControl?.NoStore);
        }
    }

    [Fact]
    public async Task Two_proofs_are_none()
    {
        var (app, browser) = await _caller.SignedInAsync("openid");
        using var closing = app;
        var token = await (await _caller.RedeemAsync(app, browser, _caller.Key)).MemberAsync("access_token");

        Assert.Equal(HttpStatusCode.Unauthorized, (await _caller.UserInfoAsync(token, [_caller.ProofFor(token), _caller.ProofFor(token)])).StatusCode);
    }

    [Fact]
    public async Task A_token_that_is_not_bound_cannot_be_passed_off_as_bound()
    {
        var (app, browser) = await _caller.SignedInAsync("openid");
        using var closing = app;
        var tokens = await app.RedeemAsync(browser.CallbackUrl);

        Assert.Equal(HttpStatusCode.Unauthorized, (await _caller.UserInfoAsync(tokens.AccessToken, [_caller.ProofFor(tokens.AccessToken)])).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.UserInfoAsync(tokens.AccessToken)).StatusCode);
    }

    [Fact]
    public async Task A_proof_counts_once_at_userinfo_and_at_the_token_endpoint()
    {
        var (app, browser) = await _caller.SignedInAsync(Offline);
        using var closing = app;
        var code = app.CodeOf(browser.CallbackUrl);
        await browser.GoToAsync(app.AuthorizeUrl(Offline));
        var second = app.CodeOf(browser.CallbackUrl);
        var proof = _caller.Key.Prove("POST", _caller.TokenUrl, idp.Clock.GetUtcNow());

        var tokens = await (await _caller.SendCodeAsync(app, code, proof)).BodyAsync();
        Assert.Equal("invalid_dpop_proof", await (await _caller.SendCodeAsync(app, second, proof)).ErrorAsync());
        Assert.Equal("invalid_dpop_proof", await (await _caller.SendRefreshAsync(app, tokens.GetProperty("refresh_token").GetString()!, proof)).ErrorAsync());

        // The code was not spent by the copy.
        Assert.Equal(HttpStatusCode.OK, (await _caller.SendCodeAsync(app, second, _caller.Key.Prove("POST", _caller.TokenUrl, idp.Clock.GetUtcNow()))).StatusCode);

        var token = tokens.GetProperty("access_token").GetString()!;
        var seen = _caller.ProofFor(token);
        Assert.Equal(HttpStatusCode.OK, (await _caller.UserInfoAsync(token, [seen])).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _caller.UserInfoAsync(token, [seen])).StatusCode);
    }

    [Fact]
    public async Task Of_fifty_uses_of_one_proof_at_once_exactly_one_counts()
    {
        using var app = await idp.ServiceAsync();
        var proof = _caller.Key.Prove("POST", _caller.TokenUrl, idp.Clock.GetUtcNow());

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _caller.AskAsync(app, proof)));

        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Assert.Equal(49, answers.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData("htm", "GET")]
    [InlineData("htu", "https://other.example/connect/token")]
    [InlineData("jti", null)]
    [InlineData("iat", null)]
    public async Task A_bad_proof_gets_no_token_and_costs_no_code(string claim, string? value)
    {
        var (app, browser) = await _caller.SignedInAsync("openid");
        using var closing = app;
        var code = app.CodeOf(browser.CallbackUrl);

        var bad = _caller.Key.Prove("POST", _caller.TokenUrl, idp.Clock.GetUtcNow(), claims: c => Put(c, claim, value));

        Assert.Equal("invalid_dpop_proof", await (await _caller.SendCodeAsync(app, code, bad)).ErrorAsync());
        Assert.Equal(HttpStatusCode.OK, (await app.SendCodeAsync(code)).StatusCode);
    }

    private static void Put(JsonObject json, string member, string? value)
    {
        json.Remove(member);
        if (value is not null)
        {
            json[member] = value;
        }
    }
}
