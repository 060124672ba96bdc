using System.Buffers.Text;
using System.Security.Cryptography;
using IdentityProvider.Protocol.Registration;

namespace IdentityProvider.Protocol.Tests.Registration;

public class ClientJwksTests
{
    private static readonly string Point = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
    private static readonly string Ec = $$"""{"kty":"EC","crv":"P-256","x":"{{Point}}","y":"{{Point}}"}""";

    private static string Rsa(int bytes) => $$"""{"kty":"RSA","n":"{{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes))}}","e":"AQAB","kid":"a","use":"sig"}""";

    private static MetadataFault? Judge(params IEnumerable<string> keys) => ClientJwks.Judge($$"""{"keys":[{{string.Join(',', keys)}}]}""");

    [Fact]
    public void Rsa_of_2048_bits_and_the_curves_that_are_offered_will_do()
    {
        Assert.Null(Judge(Rsa(256)));
        Assert.Null(Judge(Ec));
    }

    [Fact]
    public void A_key_of_an_unknown_type_beside_a_good_one_is_skipped() =>
        Assert.Null(Judge("""{"kty":"OKP","crv":"Ed25519","x":"AA"}""", Ec));

    [Theory]
    [InlineData("""{"kty":"foo"}""", MetadataFault.KeysUnusable)]
    [InlineData("""{"kty":"EC","crv":"P-521","x":"AA","y":"AA"}""", MetadataFault.KeysUnusable)]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}""", MetadataFault.KeysUnusable)]
    [InlineData("""{"kty":"RSA","n":"!!","e":"AQAB"}""", MetadataFault.KeysUnusable)]
    [InlineData("""{"kty":"oct","k":"c2VjcmV0"}""", MetadataFault.KeysPrivate)]
    [InlineData("1", MetadataFault.KeysMalformed)]
    public void A_set_without_a_usable_key_is_refused(string key, MetadataFault fault) => Assert.Equal(fault, Judge(key));

    [Fact]
    public void A_weak_rsa_key_is_called_weak() => Assert.Equal(MetadataFault.KeysTooWeak, Judge(Rsa(128)));

    [Fact]
    public void A_private_key_is_refused_even_beside_a_good_one() =>
        Assert.Equal(MetadataFault.KeysPrivate, Judge(Ec, Ec.Replace("}", ",\"d\":\"AA\"}", StringComparison.Ordinal)));

    [Fact]
    public void A_key_for_encryption_checks_no_signature() =>
        Assert.Equal(MetadataFault.KeysUnusable, Judge(Ec.Replace("}", ",\"use\":\"enc\"}", StringComparison.Ordinal)));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"keys":"x"}""")]
    [InlineData("""{"keys":[],"keys":[]}""")]
    [InlineData("""{"keys":{}}""")]
    public void What_is_no_set_is_called_malformed(string text) => Assert.Equal(MetadataFault.KeysMalformed, ClientJwks.Judge(text));

    [Fact]
    public void An_empty_set_has_no_usable_key() => Assert.Equal(MetadataFault.KeysUnusable, Judge());

    [Fact]
    public void Sets_have_a_size() => Assert.Equal(MetadataFault.TooMany, Judge(Enumerable.Repeat(Ec, 21)));
}
