using System.Security.Cryptography;
using System.Text;
using IdentityProvider.Delivery;
using IdentityProvider.Hooks;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Tests.Hooks;

[Trait("Row", "B10")]
public class VonageSignatureTests
{
    private const string Secret = "qwertyuiopasdfghjklzxcvbnm123456";
    private const string Application = "aaaaaaaa-bbbb-cccc-dddd-0123456789ab";

    // A body and its token, computed apart from this code.
    private const string Body = """{"message_uuid":"aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee","status":"delivered"}""";

    private const string Token =
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpYXQiOjE1ODc0OTQ5NjIsImp0aSI6ImM1YmE4ZjI0LTFhMTQtNGMxMC1iZmRmLTNmYmU4Y2U1MTFiNSIsImlzcyI6IlZvbmFnZSIsInBheWxvYWRfaGFzaCI6ImJkMDhi"
        + "ZTg1YjYxMjhiY2ZkZmNjMzRhMDFlMGQ0Y2FkOTllNmQ5ZGIzZGMzODcxNTJjYTBiNWQyOTU3YTVmODIiLCJhcGlfa2V5IjoiYWJjZDEyMzQiLCJhcHBsaWNhdGlvbl9pZCI6ImFhYWFhYWFhLWJiYmItY2NjYy1kZGRkLTAx"
        + "MjM0NTY3ODlhYiJ9.vLm5KU4GuYJSUKqZF50tTheJdthB9OcJT_kvkvlGODw";

    private static readonly DateTimeOffset Signed = DateTimeOffset.FromUnixTimeSeconds(1_587_494_962);

    [Fact]
    public async Task The_published_form_of_a_signed_webhook_is_believed() =>
        Assert.Equal("c5ba8f24-1a14-4c10-bfdf-3fbe8ce511b5", await At(Signed).IdIfGoodAsync($"Bearer {Token}", Encoding.UTF8.GetBytes(Body)));

    [Theory]
    [InlineData(-301)]
    [InlineData(302)]
    public async Task Five_minutes_away_from_its_time_it_is_not(int seconds) =>
        Assert.Null(await At(Signed.AddSeconds(seconds)).IdIfGoodAsync($"Bearer {Token}", Encoding.UTF8.GetBytes(Body)));

    [Theory]
    [InlineData(Body + " ")]
    [InlineData("{}")]
    [InlineData("")]
    public async Task Nor_over_another_body(string body) => Assert.Null(await At(Signed).IdIfGoodAsync($"Bearer {Token}", Encoding.UTF8.GetBytes(body)));

    [Fact]
    public async Task Nor_for_another_application_or_another_account()
    {
        Assert.Null(await At(Signed, application: "11111111-bbbb-cccc-dddd-0123456789ab").IdIfGoodAsync($"Bearer {Token}", Encoding.UTF8.GetBytes(Body)));
        Assert.Null(await At(Signed, apiKey: "other").IdIfGoodAsync($"Bearer {Token}", Encoding.UTF8.GetBytes(Body)));
        Assert.NotNull(await At(Signed, apiKey: "abcd1234").IdIfGoodAsync($"Bearer {Token}", Encoding.UTF8.GetBytes(Body)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Bearer x.y.z")]
    [InlineData("Basic " + Token)]
    [InlineData(Token)]
    public async Task Nor_without_a_token(string? authorization) => Assert.Null(await At(Signed).IdIfGoodAsync(authorization, Encoding.UTF8.GetBytes(Body)));

    [Fact]
    public async Task A_token_that_differs_in_one_thing_is_not_believed()
    {
        Assert.NotNull(await IdOfAsync());
        Assert.Null(await IdOfAsync(secret: "another secret of 32 characters!!"));
        Assert.Null(await IdOfAsync(algorithm: SecurityAlgorithms.HmacSha384, secret: Secret + Secret));
        Assert.Null(await IdOfAsync(without: "jti"));
        Assert.Null(await IdOfAsync(without: "iat"));
        Assert.Null(await IdOfAsync(without: "payload_hash"));
        Assert.Null(await IdOfAsync(without: "application_id"));
        Assert.Null(await IdOfAsync(issuer: "Somebody"));
    }

    // alg "none", and a public key's algorithm with the secret as its key.
    [Theory]
    [InlineData("""{"typ":"JWT","alg":"none"}""")]
    [InlineData("""{"typ":"JWT","alg":"RS256"}""")]
    public async Task The_token_does_not_choose_its_algorithm(string header)
    {
        var unsigned = $"{Base64UrlEncoder.Encode(header)}.{Token.Split('.')[1]}.";

        Assert.Null(await At(Signed).IdIfGoodAsync($"Bearer {unsigned}", Encoding.UTF8.GetBytes(Body)));
        Assert.Null(await At(Signed).IdIfGoodAsync($"Bearer {unsigned}{Token.Split('.')[2]}", Encoding.UTF8.GetBytes(Body)));
    }

    [Fact]
    public async Task Without_a_secret_nobody_is_believed()
    {
        var deaf = new VonageSignature(Options.Create(new DeliveryOptions()), new FakeClock());

        Assert.False(deaf.IsSet);
        Assert.Null(await deaf.IdIfGoodAsync($"Bearer {Token}", Encoding.UTF8.GetBytes(Body)));
    }

    private static Task<string?> IdOfAsync(string secret = Secret, string algorithm = SecurityAlgorithms.HmacSha256, string? without = null, string issuer = "Vonage")
    {
        var claims = new Dictionary<string, object>
        {
            ["iss"] = issuer,
            ["iat"] = Signed.ToUnixTimeSeconds(),
            ["jti"] = "once",
            ["payload_hash"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body))),
            ["application_id"] = Application,
        };
        claims.Remove(without ?? "");
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)), algorithm),
        });
        return At(Signed).IdIfGoodAsync($"Bearer {token}", Encoding.UTF8.GetBytes(Body));
    }

    private static VonageSignature At(DateTimeOffset now, string application = Application, string apiKey = "")
    {
        var clock = new FakeClock();
        clock.Advance(now - clock.GetUtcNow());
        var options = new DeliveryOptions { Vonage = { SignatureSecret = Secret, ApplicationId = application, ApiKey = apiKey } };
        return new VonageSignature(Options.Create(options), clock);
    }
}
