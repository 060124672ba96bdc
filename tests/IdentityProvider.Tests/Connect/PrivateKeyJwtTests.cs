using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Tests.Jose;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Connect;

/// <summary>Client authentication with a key (RFC 7523, OpenID Connect Core §9).</summary>
public sealed class PrivateKeyJwtTests(IdpHost idp) : IClassFixture<IdpHost>, IDisposable
{
    private readonly ClientKey _key = ClientKey.Draw();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("PS256")]
    [InlineData("RS256")]
    [InlineData("RS384")]
    public async Task A_client_with_a_key_gets_its_tokens(string algorithm)
    {
        using var key = ClientKey.Draw(algorithm);
        using var app = await idp.KeyedAppAsync(key);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid offline_access"), await idp.SomebodyAsync());

        var tokens = await app.RedeemAsync(browser.CallbackUrl);

        Assert.NotNull((await app.RefreshAsync(tokens.RefreshToken!)).RefreshToken);
    }

    [Theory]
    [InlineData("iss", "\"other\"")]
    [InlineData("sub", "\"no-such-client\"")]
    [InlineData("sub", null)]
    [InlineData("aud", "\"https://other.example\"")]
    [InlineData("aud", "[\"{issuer}\",\"https://other.example\"]")]
    [InlineData("aud", null)]
    [InlineData("exp", "1")]
    [InlineData("exp", "\"9999999999\"")]
    [InlineData("exp", "9999999999")]
    [InlineData("exp", "1e308")]
    [InlineData("exp", null)]
    [InlineData("nbf", "9999999999")]
    [InlineData("iat", "9999999999")]
    [InlineData("jti", null)]
    [InlineData("jti", "{}")]
    [InlineData("sub", "\"a\\u0000b\"")]
    [InlineData("jti", "\"a\\u0000b\"", true)]
    public async Task A_wrong_claim_is_a_failed_authentication_and_nobody_hears_which(string claim, string? json, bool isGood = false)
    {
        using var app = await idp.KeyedAppAsync(_key);

        using var answer = await app.PingAsync(_key.Sign(idp.ClaimsOf(app, claim, json?.Replace("{issuer}", idp.Name(), StringComparison.Ordinal))));

        if (isGood)
        {
            Assert.Equal("invalid_grant", await answer.ErrorAsync());
            return;
        }

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("""{"error":"invalid_client","error_description":"client authentication failed"}""", await answer.Content.ReadAsStringAsync(Ct));
        Assert.Equal("Basic", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task A_signature_of_another_key_is_refused()
    {
        using var thief = ClientKey.Draw();
        using var app = await idp.KeyedAppAsync(_key);

        Assert.Equal("invalid_client", await (await app.PingAsync(thief.Sign(idp.ClaimsOf(app)))).ErrorAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("signature", await WhyAsync(app));
    }

    [Fact]
    public async Task The_public_key_as_a_shared_secret_is_refused()
    {
        using var rsa = ClientKey.Draw("RS256");
        using var app = await idp.KeyedAppAsync(rsa);
        var text = $"{ClientKey.Encode("""{"alg":"HS256","kid":"k1"}""")}.{ClientKey.Encode(idp.ClaimsOf(app).ToJsonString())}";
        var forged = $"{text}.{Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(rsa.PublicSet), Encoding.ASCII.GetBytes(text))).TrimEnd('=').Replace('+', '-').Replace('/', '_')}";

        Assert.Equal("invalid_client", await (await app.PingAsync(forged)).ErrorAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("algorithm", await WhyAsync(app));
    }

    [Fact]
    public async Task No_signature_is_refused()
    {
        using var app = await idp.KeyedAppAsync(_key);
        var unsigned = $"{ClientKey.Encode("""{"alg":"none"}""")}.{ClientKey.Encode(idp.ClaimsOf(app).ToJsonString())}.";

        Assert.Equal("invalid_client", await (await app.PingAsync(unsigned)).ErrorAsync(HttpStatusCode.Unauthorized));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("...")]
    [InlineData("a.b.c")]
    [InlineData("!!!!.!!!!.!!!!")]
    [InlineData("bnVsbA.bnVsbA.AA")]
    public async Task What_is_no_jwt_is_refused(string assertion)
    {
        using var app = await idp.KeyedAppAsync(_key);

        Assert.Equal("invalid_client", await (await app.PingAsync(assertion)).ErrorAsync(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_request_object_is_no_assertion()
    {
        using var app = await idp.KeyedAppAsync(_key);
        var header = new JsonObject { ["alg"] = "ES256", ["kid"] = "k1", ["typ"] = RequestObject.Type };

        Assert.Equal("invalid_client", await (await app.PingAsync(_key.Sign(idp.ClaimsOf(app), header))).ErrorAsync(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task An_assertion_is_good_once_whatever_the_endpoint()
    {
        using var app = await idp.KeyedAppAsync(_key);
        var assertion = _key.Sign(idp.ClaimsOf(app));

        Assert.Equal("invalid_grant", await (await app.PingAsync(assertion)).ErrorAsync());
        Assert.Equal("invalid_client", await (await app.PingAsync(assertion)).ErrorAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("invalid_client", await (await app.PostAsync("/connect/revocation", ("token", "x"))).ErrorAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("reused", await WhyAsync(app));
    }

    [Fact]
    public async Task Of_many_requests_with_one_assertion_one_is_believed()
    {
        using var app = await idp.KeyedAppAsync(_key);
        var assertion = _key.Sign(idp.ClaimsOf(app));
        app.NewAssertion = () => assertion;

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.PingAsync()));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.BadRequest);
        Assert.Equal(19, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Two_clients_may_use_the_same_id()
    {
        using var one = await idp.KeyedAppAsync(_key);
        using var other = await idp.KeyedAppAsync(_key);

        Assert.Equal("invalid_grant", await (await one.PingAsync(_key.Sign(idp.ClaimsOf(one, "jti", "\"same\"")))).ErrorAsync());
        Assert.Equal("invalid_grant", await (await other.PingAsync(_key.Sign(idp.ClaimsOf(other, "jti", "\"same\"")))).ErrorAsync());
    }

    [Fact]
    public async Task Every_name_of_this_server_is_an_audience()
    {
        using var app = await idp.KeyedAppAsync(_key);

        Assert.Equal("invalid_grant", await (await app.PingAsync(_key.Sign(idp.ClaimsOf(app, "aud", $"\"{idp.Name()}/connect/token\"")))).ErrorAsync());
        Assert.Equal("invalid_grant", await (await app.PingAsync(_key.Sign(idp.ClaimsOf(app, "aud", $"[\"{idp.Name()}\"]")))).ErrorAsync());
    }

    [Fact]
    public async Task The_assertion_says_who_it_is_from_and_client_id_may_not_contradict_it()
    {
        using var app = await idp.KeyedAppAsync(_key);
        var form = $"grant_type=authorization_code&code=x&client_assertion_type={Uri.EscapeDataString(ClientAssertion.AssertionType)}&client_assertion=";

        Assert.Equal("invalid_grant", await RawAsync(app, form + _key.Sign(idp.ClaimsOf(app)), HttpStatusCode.BadRequest));
        Assert.Equal("invalid_client", await RawAsync(app, $"{form}{_key.Sign(idp.ClaimsOf(app))}&client_id=other", HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Two_methods_at_once_are_refused_even_if_both_are_right()
    {
        using var app = await idp.KeyedAppAsync(_key);

        Assert.Equal("invalid_request", await (await app.PingAsync(("client_secret", "x"))).ErrorAsync());
    }

    [Fact]
    public async Task A_client_is_held_to_the_method_it_is_registered_for()
    {
        using var keyed = await idp.KeyedAppAsync(_key);
        keyed.NewAssertion = null;
        using var secret = await idp.Given.AppAsync(idp.Issuer, client => client.Jwks = _key.PublicSet);

        Assert.Equal("invalid_client", await (await keyed.PingAsync()).ErrorAsync(HttpStatusCode.Unauthorized));
        var form = $"grant_type=authorization_code&code=x&client_assertion_type={Uri.EscapeDataString(ClientAssertion.AssertionType)}&client_assertion=";
        Assert.Equal("invalid_client", await RawAsync(secret, form + _key.Sign(idp.ClaimsOf(secret)), HttpStatusCode.Unauthorized));
        Assert.Equal("method", await WhyAsync(secret));
    }

    public void Dispose() => _key.Dispose();

    private static async Task<string> RawAsync(TestApp app, string form, HttpStatusCode status)
    {
        using var answer = await app.PostRawAsync("/connect/token", form, "application/x-www-form-urlencoded", authenticate: false);
        return await answer.ErrorAsync(status);
    }

    /// <summary>What the last audit entry says was wrong.</summary>
    private Task<string> WhyAsync(TestApp app) => idp.WithAsync<IdpDbContext, string>(async db =>
    {
        var entry = await db.AuditEntries.Where(e => e.ClientId == app.ClientId && e.Name == "client.refused").OrderByDescending(e => e.Id).FirstAsync(Ct);
        return JsonNode.Parse(entry.Detail)!["why"]!.GetValue<string>();
    });
}
