using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Texts;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Tests.Delivery;

public sealed class VonageTokenTests : IDisposable
{
    private const string ApplicationId = "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab";
    private readonly RSA _key = RSA.Create(2048);
    private readonly FakeClock _clock = new();

    [Fact]
    public void It_is_an_RS256_token_of_the_application_with_an_id_of_its_own()
    {
        var tokens = Tokens();
        var (header, claims) = (Part(tokens.Create(), 0), Part(tokens.Create(), 1));
        var iat = claims.GetProperty("iat").GetInt64();

        Assert.Equal("""{"alg":"RS256","typ":"JWT"}""", header.GetRawText());
        Assert.Equal(["application_id", "exp", "iat", "jti"], claims.EnumerateObject().Select(c => c.Name).Order());
        Assert.Equal(ApplicationId, claims.GetProperty("application_id").GetString());
        Assert.Equal(_clock.GetUtcNow().ToUnixTimeSeconds(), iat);
        Assert.Equal(300, claims.GetProperty("exp").GetInt64() - iat);
        Assert.NotEqual(Part(tokens.Create(), 1).GetProperty("jti").GetString(), claims.GetProperty("jti").GetString());
    }

    [Fact]
    public void The_public_key_verifies_it()
    {
        var parts = Tokens().Create().Split('.');

        Assert.True(_key.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64UrlEncoder.DecodeBytes(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public void Dispose() => _key.Dispose();

    private VonageToken Tokens() => new(
        Options.Create(new DeliveryOptions { Vonage = { ApplicationId = ApplicationId, PrivateKey = _key.ExportPkcs8PrivateKeyPem() } }), _clock);

    private static JsonElement Part(string token, int index) => JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.Split('.')[index])).RootElement;
}
