using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using IdentityProvider.Protocol.Jose;
using static IdentityProvider.Protocol.Tests.Jose.ClientKey;

namespace IdentityProvider.Protocol.Tests.Jose;

/// <summary>Key sets as hostile or careless clients publish them.</summary>
public class PublicKeySetTests
{
    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("<html>")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":["x"]}""")]
    [InlineData("""{"keys":[],"keys":[]}""")]
    public void What_is_no_key_set_is_nothing(string json) => Assert.Null(PublicKeySet.Parse(json));

    [Fact]
    public void A_set_of_more_keys_than_anybody_has_is_nothing()
    {
        using var key = Draw();

        Assert.NotNull(PublicKeySet.Parse(SetOf(Enumerable.Range(0, PublicKeySet.Most).Select(_ => (JsonNode)key.Public))));
        Assert.Null(PublicKeySet.Parse(SetOf(Enumerable.Range(0, PublicKeySet.Most + 1).Select(_ => (JsonNode)key.Public))));
    }

    [Fact]
    public void A_key_of_a_kind_we_do_not_know_hides_no_other()
    {
        using var key = Draw();

        var keys = PublicKeySet.Parse(SetOf(new JsonObject { ["kty"] = "OKP", ["crv"] = "Ed25519", ["x"] = "AAAA" }, new JsonObject(), key.Public))!;

        Assert.Equal("k1", Assert.Single(keys.Keys).KeyId);
    }

    [Theory]
    [InlineData("use", "enc")]
    [InlineData("crv", "P-521")]
    [InlineData("crv", "p-256")]
    [InlineData("kty", "ec")]
    [InlineData("x", "AAAA")]
    [InlineData("x", "!!!!")]
    [InlineData("y", "")]
    [InlineData("d", "AAAA")]
    [InlineData("k", "AAAA")]
    public void A_spoilt_curve_key_is_passed_over(string member, string value)
    {
        using var key = Draw();
        var json = key.Public;
        json[member] = value;

        Assert.Null(Read(json));
    }

    [Fact]
    public void A_point_beside_the_curve_is_no_key()
    {
        using var key = Draw();
        var json = key.Public;
        json["y"] = json["x"]!.GetValue<string>();

        Assert.Null(Read(json));
    }

    [Fact]
    public void Use_and_operations_are_heeded()
    {
        using var key = Draw();
        var (signing, encrypting) = (key.Public, key.Public);
        (signing["use"], signing["key_ops"]) = ("sig", new JsonArray("verify"));
        encrypting["key_ops"] = new JsonArray("encrypt");

        Assert.NotNull(Read(signing));
        Assert.Null(Read(encrypting));
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(16384)]
    public void An_rsa_key_is_neither_weak_nor_a_burden(int bits)
    {
        var modulus = new byte[bits / 8];
        RandomNumberGenerator.Fill(modulus);
        (modulus[0], modulus[^1]) = (0xff, 0xff);

        Assert.Null(Read(Rsa(modulus, [1, 0, 1])));
    }

    [Theory]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 3 })]
    [InlineData(new byte[] { 1, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 1 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 1 })]
    public void An_rsa_exponent_under_which_signatures_mean_little_is_refused(byte[] exponent)
    {
        using var rsa = RSA.Create(2048);

        Assert.Null(Read(Rsa(rsa.ExportParameters(includePrivateParameters: false).Modulus!, exponent)));
    }

    [Fact]
    public void A_private_key_about_to_be_published_is_noticed()
    {
        using var key = Draw();
        var leaked = key.Public;
        leaked["d"] = "AAAA";

        Assert.True(PublicKeySet.HoldsPrivateKey(SetOf(leaked.DeepClone())));
        Assert.False(PublicKeySet.HoldsPrivateKey(SetOf(key.Public)));
        Assert.Empty(PublicKeySet.Parse(SetOf(leaked))!.Keys);
    }

    [Fact]
    public void The_thumbprint_is_that_of_the_rfc()
    {
        // RFC 7638 §3.1
        var json = JsonNode.Parse("""
            {
              "kty": "RSA", "alg": "RS256", "kid": "2011-04-29", "e": "AQAB",
              "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
            }
            """)!;

        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", Read(json)!.Thumbprint);
    }

    private static JsonObject Rsa(byte[] modulus, byte[] exponent) =>
        new() { ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(modulus), ["e"] = Base64Url.EncodeToString(exponent) };
}
