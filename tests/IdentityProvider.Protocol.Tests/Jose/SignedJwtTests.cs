using System.Text.Json.Nodes;
using IdentityProvider.Protocol.Jose;
using static IdentityProvider.Protocol.Tests.Jose.ClientKey;

namespace IdentityProvider.Protocol.Tests.Jose;

public class SignedJwtTests
{
    private static JsonObject Claims => new() { ["sub"] = "ehr" };

    [Theory]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("PS256")]
    [InlineData("RS256")]
    [InlineData("RS384")]
    public void A_signature_of_each_algorithm_is_believed_from_its_key_and_no_other(string algorithm)
    {
        using var key = Draw(algorithm);
        using var other = Draw(algorithm);
        var jwt = SignedJwt.Parse(key.Sign(Claims))!;

        Assert.Equal(algorithm, jwt.Algorithm?.Name);
        Assert.Equal(SignatureCheck.Good, jwt.Check(key.Keys));
        Assert.Equal(SignatureCheck.Wrong, jwt.Check(other.Keys));
    }

    [Fact]
    public void A_changed_claim_breaks_the_signature()
    {
        using var key = Draw();
        var parts = key.Sign(Claims).Split('.');

        var forged = SignedJwt.Parse($"{parts[0]}.{Encode("""{"sub":"admin"}""")}.{parts[2]}")!;

        Assert.Equal(SignatureCheck.Wrong, forged.Check(key.Keys));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS256")]
    [InlineData("es256")]
    [InlineData("RS1")]
    public void An_algorithm_outside_the_table_is_never_believed(string algorithm)
    {
        using var key = Draw();

        var jwt = SignedJwt.Parse(key.Sign(Claims, new JsonObject { ["alg"] = algorithm, ["kid"] = "k1" }))!;

        Assert.Null(jwt.Algorithm);
        Assert.Equal(SignatureCheck.Wrong, jwt.Check(key.Keys));
    }

    [Fact]
    public void An_unsigned_token_is_never_believed()
    {
        using var key = Draw();

        var jwt = SignedJwt.Parse($"{Encode("""{"alg":"none"}""")}.{Encode("""{"sub":"ehr"}""")}.")!;

        Assert.NotEqual(SignatureCheck.Good, jwt.Check(key.Keys));
    }

    [Fact]
    public void The_algorithm_belongs_to_the_key_and_is_not_the_headers_to_choose()
    {
        using var rsa = Draw("RS256");
        using var p256 = Draw("ES256");
        using var p384 = Draw("ES384");
        var pinned = rsa.Public;
        pinned["alg"] = "PS256";

        Assert.Equal(SignatureCheck.NoSuchKey, SignedJwt.Parse(rsa.Sign(Claims, new JsonObject { ["alg"] = "ES256", ["kid"] = "k1" }))!.Check(rsa.Keys));
        Assert.Equal(SignatureCheck.NoSuchKey, SignedJwt.Parse(p256.Sign(Claims))!.Check(p384.Keys));
        Assert.Equal(SignatureCheck.NoSuchKey, SignedJwt.Parse(rsa.Sign(Claims))!.Check(PublicKeySet.Parse(SetOf(pinned))!));
    }

    [Theory]
    [InlineData("jwk")]
    [InlineData("jku")]
    [InlineData("x5u")]
    [InlineData("x5c")]
    public void A_key_that_the_token_brings_or_points_to_is_not_looked_at(string member)
    {
        using var key = Draw();
        using var thief = Draw();
        var header = new JsonObject { ["alg"] = "ES256", ["kid"] = "k1", [member] = member == "jwk" ? thief.Public : "https://evil.example/keys" };

        Assert.Equal(SignatureCheck.Wrong, SignedJwt.Parse(thief.Sign(Claims, header))!.Check(key.Keys));
    }

    [Fact]
    public void An_unknown_key_id_is_told_from_a_wrong_signature()
    {
        using var key = Draw(keyId: "new");
        using var old = Draw(keyId: "old");

        Assert.Equal(SignatureCheck.NoSuchKey, SignedJwt.Parse(key.Sign(Claims))!.Check(old.Keys));
    }

    [Fact]
    public void A_header_without_key_id_will_do_while_there_is_no_choice()
    {
        using var key = Draw();
        using var second = Draw(keyId: "k2");
        var jwt = SignedJwt.Parse(key.Sign(Claims, new JsonObject { ["alg"] = "ES256" }))!;

        Assert.Equal(SignatureCheck.Good, jwt.Check(key.Keys));
        Assert.Equal(SignatureCheck.NoSuchKey, jwt.Check(PublicKeySet.Parse(SetOf(key.Public, second.Public))!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("...")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30")]
    [InlineData("e30.e30.AA.AA")]
    [InlineData("e30.e30.AA.AA.AA")]
    [InlineData("e30.W10.AA")]
    [InlineData("W10.e30.AA")]
    [InlineData("e30=.e30.AA")]
    [InlineData("e30.e30.AA==")]
    [InlineData("e30. e30.AA")]
    [InlineData("e30.e30\n.AA")]
    [InlineData("e30.e30.A+")]
    [InlineData("e30.e30.A")]
    [InlineData("eyJhIjoxLCJhIjoyfQ.e30.AA")]
    [InlineData("e30.eyJhIjoxLCJhIjoyfQ.AA")]
    public void What_is_no_jws_is_nothing(string text) => Assert.Null(SignedJwt.Parse(text));

    [Theory]
    [InlineData("""{"alg":"ES256","crit":["b64"],"b64":false}""")]
    [InlineData("""{"alg":"ES256","crit":[]}""")]
    public void An_extension_that_must_be_understood_is_refused(string header) => Assert.Null(SignedJwt.Parse($"{Encode(header)}.e30.AA"));

    [Theory]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"a":[{"b":"\udc00x"}]}""")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public void A_payload_that_cannot_be_read_to_its_end_is_nothing(string payload) => Assert.Null(SignedJwt.Parse($"e30.{Encode(payload)}.AA"));

    [Fact]
    public void A_payload_nested_without_end_is_nothing() =>
        Assert.Null(SignedJwt.Parse($"e30.{Encode($"{{\"a\":{new string('[', 4000)}{new string(']', 4000)}}}")}.AA"));

    [Fact]
    public void One_longer_than_anything_real_is_nothing() => Assert.Null(SignedJwt.Parse($"e30.e30.{new string('A', 16 * 1024)}"));

    [Theory]
    [InlineData("JWT", "jwt")]
    [InlineData("application/DPoP+jwt", "dpop+jwt")]
    [InlineData("oauth-authz-req+jwt", "oauth-authz-req+jwt")]
    public void The_type_is_a_media_type_in_any_case(string sent, string read) =>
        Assert.Equal(read, SignedJwt.Parse($"{Encode(new JsonObject { ["typ"] = sent }.ToJsonString())}.e30.AA")!.Type);
}
