using System.Text;

namespace IdentityProvider.Protocol.Tests;

public class ClientCredentialsTests
{
    // {"alg":"ES256"}.{"sub":"ehr"}: nobody asks for its signature yet.
    private static readonly (string, string) Assertion = ("client_assertion", "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJlaHIifQ.AA");
    private static readonly (string, string) AssertionType = ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");

    private static string Basic(string text) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Read(string? authorization, params (string Name, string Value)[] form)
    {
        var parameters = RequestParameters.From(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
        return ClientCredentials.Read(authorization, parameters).IsBroken(out var error, out var credentials)
            ? error.Code
            : $"{credentials.Method}|{credentials.ClientId}|{credentials.Secret}";
    }

    [Fact]
    public void Basic_parts_are_form_url_decoded() =>
        Assert.Equal("ClientSecretBasic|a:/1+1|p%:+&=/?", Read(Basic("a%3A%2F1%2B1:p%25%3A%2B%26%3D%2F%3F")));

    [Fact]
    public void The_scheme_is_case_insensitive() => Assert.Equal("ClientSecretBasic|a|b", Read(Basic("a:b").Replace("Basic", "bASIC", StringComparison.Ordinal)));

    [Fact]
    public void A_secret_in_the_form_is_post() => Assert.Equal("ClientSecretPost|a|b", Read(null, ("client_id", "a"), ("client_secret", "b")));

    [Fact]
    public void A_client_id_alone_is_a_public_client() => Assert.Equal("None|a|", Read(null, ("client_id", "a")));

    [Fact]
    public void The_same_client_id_beside_the_header_is_no_second_method() =>
        Assert.Equal("ClientSecretBasic|a|b", Read(Basic("a:b"), ("client_id", "a")));

    [Fact]
    public void Another_client_id_beside_the_header_is_refused() => Assert.Equal("invalid_request", Read(Basic("a:b"), ("client_id", "c")));

    [Fact]
    public void Two_methods_at_once_are_refused()
    {
        Assert.Equal("invalid_request", Read(Basic("a:b"), ("client_id", "a"), ("client_secret", "b")));
        Assert.Equal("invalid_request", Read(Basic("a:b"), ("client_assertion", "x")));
        Assert.Equal("invalid_request", Read(null, ("client_id", "a"), ("client_secret", "b"), ("client_assertion", "x")));
    }

    [Fact]
    public void An_assertion_names_its_client_itself()
    {
        Assert.Equal("PrivateKeyJwt|ehr|", Read(null, Assertion, AssertionType));
        Assert.Equal("PrivateKeyJwt|ehr|", Read(null, Assertion, AssertionType, ("client_id", "ehr")));
    }

    [Fact]
    public void An_assertion_of_another_type_or_client_is_a_failed_authentication()
    {
        Assert.Equal("invalid_client", Read(null, Assertion));
        Assert.Equal("invalid_client", Read(null, Assertion, ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer")));
        Assert.Equal("invalid_client", Read(null, Assertion, AssertionType, ("client_id", "other")));
        Assert.Equal("invalid_client", Read(null, ("client_assertion", "x"), AssertionType, ("client_id", "ehr")));
    }

    [Fact]
    public void An_assertion_sent_twice_is_refused() => Assert.Equal("invalid_request", Read(null, Assertion, Assertion, AssertionType));

    [Fact]
    public void A_client_that_says_nothing_is_not_authenticated() => Assert.Equal("invalid_client", Read(null));

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !!!!")]
    [InlineData("Basic YQ=")]
    [InlineData("Bearer abc")]
    [InlineData("")]
    public void A_header_that_cannot_be_read_is_a_failed_authentication(string header) => Assert.Equal("invalid_client", Read(header));

    [Theory]
    [InlineData("nocolon")]
    [InlineData(":")]
    [InlineData("a:")]
    [InlineData(":b")]
    public void A_header_without_both_parts_is_a_failed_authentication(string text) => Assert.Equal("invalid_client", Read(Basic(text)));

    [Fact]
    public void Bytes_that_are_no_text_are_a_failed_authentication() =>
        Assert.Equal("invalid_client", Read("Basic " + Convert.ToBase64String([0xff, 0xfe, 0x3a, 0xff])));

    [Fact]
    public void A_secret_does_not_print_itself() =>
        Assert.DoesNotContain("b-secret", new ClientCredentials("a", ClientAuthMethod.ClientSecretPost, "b-secret").ToString(), StringComparison.Ordinal);
}
