using System.Net;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Tests.Jose;
using IdentityProvider.Tests.Host;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IdentityProvider.Tests.Connect;

/// <summary>The tokens of clients that are held to the FAPI 2.0 Security Profile: bound to a key, and refreshed without rotation.</summary>
public sealed class Fapi2TokenTests(IdpHost idp) : IClassFixture<IdpHost>, IDisposable
{
    private readonly ClientKey _key = ClientKey.Draw();
    private readonly DpopCaller _caller = new(idp);

    [Fact]
    public async Task Tokens_are_signed_well_and_open_something_with_the_key_alone()
    {
        using var app = await AppAsync();

        var body = await (await RedeemAsync(app, _caller.Fresh())).BodyAsync();

        var token = body.GetProperty("access_token").GetString()!;
        Assert.Equal("DPoP", body.GetProperty("token_type").GetString());
        Assert.Equal("PS256", new JsonWebToken(body.GetProperty("id_token").GetString()).Alg);
        Assert.Equal("ES256", new JsonWebToken(token).Alg);
        Assert.Equal(HttpStatusCode.OK, (await _caller.UserInfoAsync(token, [_caller.ProofFor(token)])).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _caller.UserInfoAsync(token, [], "Bearer")).StatusCode);
    }

    [Fact]
    public async Task Without_a_proof_of_a_strong_key_there_is_no_token()
    {
        using var weak = ProvingKey.Make("RS256");
        using var app = await AppAsync();

        Assert.Equal("invalid_dpop_proof", await (await RedeemAsync(app, proof: null)).ErrorAsync());
        Assert.Equal("invalid_dpop_proof", await (await RedeemAsync(app, _caller.Fresh(weak))).ErrorAsync());
    }

    [Fact]
    public async Task A_refresh_token_stays_the_same_and_a_lost_answer_costs_nothing()
    {
        using var app = await AppAsync();
        var first = await (await RedeemAsync(app, _caller.Fresh())).MemberAsync("refresh_token");

        var second = await (await RefreshAsync(app, first)).MemberAsync("refresh_token");
        idp.Clock.Advance(TimeSpan.FromDays(60));
        var third = await (await RefreshAsync(app, first)).MemberAsync("refresh_token");
        idp.Clock.Advance(TimeSpan.FromDays(60));
        var fourth = await (await RefreshAsync(app, first)).MemberAsync("refresh_token");

        Assert.Equal([first, first, first], [second, third, fourth]);
        Assert.DoesNotContain("token.reused", await idp.AuditOfAsync(app));
        idp.Clock.Advance(TimeSpan.FromDays(91));
        Assert.Equal("invalid_grant", await (await RefreshAsync(app, first)).ErrorAsync());
    }

    [Fact]
    public async Task It_is_the_clients_alone()
    {
        using var app = await AppAsync();
        using var other = await AppAsync();
        var token = await (await RedeemAsync(app, _caller.Fresh())).MemberAsync("refresh_token");

        Assert.Equal("invalid_grant", await (await RefreshAsync(other, token)).ErrorAsync());
        Assert.Equal("invalid_dpop_proof", await (await app.SendRefreshAsync(token)).ErrorAsync());
        await (await RefreshAsync(app, token)).MemberAsync("access_token");
    }

    public void Dispose()
    {
        _key.Dispose();
        _caller.Dispose();
    }

    private Task<TestApp> AppAsync() => idp.KeyedAppAsync(_key, client =>
        (client.Profile, client.IsDpopBound, client.IdTokenAlgorithm) = (SecurityProfile.Fapi2, true, "PS256"));

    private async Task<HttpResponseMessage> RedeemAsync(TestApp app, string? proof)
    {
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(await app.PushAsync("openid offline_access"), await idp.SomebodyAsync());
        var code = app.CodeOf(browser.CallbackUrl);
        return proof is null ? await app.SendCodeAsync(code) : await SendAsync(
            app, proof, ("grant_type", "authorization_code"), ("code", code.Code), ("redirect_uri", app.RedirectUri), ("code_verifier", code.Verifier));
    }

    private Task<HttpResponseMessage> RefreshAsync(TestApp app, string token) =>
        SendAsync(app, _caller.Fresh(), ("grant_type", "refresh_token"), ("refresh_token", token));

    private Task<HttpResponseMessage> SendAsync(TestApp app, string proof, params (string Name, string Value)[] fields) => _caller.PostAsync(
        app, proof, [.. fields, ("client_assertion_type", ClientAssertion.AssertionType), ("client_assertion", app.NewAssertion!())]);
}
