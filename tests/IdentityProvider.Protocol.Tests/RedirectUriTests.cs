namespace IdentityProvider.Protocol.Tests;

public class RedirectUriTests
{
    private static bool IsRegistered(string requested, string registered, bool native = false) =>
        RedirectUri.IsRegistered(requested, Requests.Client with { RedirectUris = [registered], IsNative = native });

    [Theory]
    [InlineData("https://ehr.example/cb", true)]
    [InlineData("https://ehr.example/cb/", false)]
    [InlineData("https://ehr.example/CB", false)]
    [InlineData("https://EHR.example/cb", false)]
    [InlineData("HTTPS://ehr.example/cb", false)]
    [InlineData("https://ehr.example:443/cb", false)]
    [InlineData("https://ehr.example/cb?a=b", false)]
    [InlineData("https://ehr.example/cb#", false)]
    [InlineData("https://ehr.example/x/../cb", false)]
    [InlineData("https://ehr.example/%63b", false)]
    [InlineData("https://user@ehr.example/cb", false)]
    [InlineData("https://evil.example\\@ehr.example/cb", false)]
    [InlineData(" https://ehr.example/cb", false)]
    [InlineData("//ehr.example/cb", false)]
    [InlineData("javascript:alert(1)//", false)]
    public void Only_the_very_string_matches(string requested, bool matches) =>
        Assert.Equal(matches, IsRegistered(requested, "https://ehr.example/cb"));

    [Theory]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:51234/cb", true)]
    [InlineData("http://127.0.0.1:1/cb", "http://127.0.0.1:2/cb", true)]
    [InlineData("http://[::1]/cb", "http://[::1]:51234/cb", true)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:51234/cb/", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:51234/other", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:51234/cb#x", false)]
    [InlineData("http://127.0.0.1/cb", "http://[::1]:51234/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:51234@evil.example/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1.evil.example/cb", false)]
    [InlineData("http://127.0.0.1/cb", "https://127.0.0.1:51234/cb", false)]
    [InlineData("http://localhost/cb", "http://localhost:51234/cb", false)]
    public void A_native_client_chooses_the_port_of_a_loopback_address_and_nothing_else(string registered, string requested, bool matches) =>
        Assert.Equal(matches, IsRegistered(requested, registered, native: true));

    [Fact]
    public void A_web_client_does_not_choose_its_port() => Assert.False(IsRegistered("http://127.0.0.1:51234/cb", "http://127.0.0.1/cb"));

    [Theory]
    [InlineData("https://ehr.example/cb", "https://ehr.example/cb?code=a%20b%26c")]
    [InlineData("https://ehr.example/cb?a=b", "https://ehr.example/cb?a=b&code=a%20b%26c")]
    [InlineData("https://ehr.example/cb?", "https://ehr.example/cb?code=a%20b%26c")]
    public void Parameters_join_the_query_that_is_there(string redirectUri, string expected) =>
        Assert.Equal(expected, RedirectUri.With(redirectUri, [KeyValuePair.Create("code", "a b&c")]));

    [Fact]
    public void Every_answer_names_its_issuer_and_repeats_the_state()
    {
        Assert.Equal(
            "https://ehr.example/cb?code=c&state=s&iss=https%3A%2F%2Fidp.example",
            RedirectUri.With("https://ehr.example/cb", AuthorizeResponse.Success("c", "s", "https://idp.example")));
        Assert.Equal(
            "https://ehr.example/cb?error=login_required&error_description=d&iss=https%3A%2F%2Fidp.example",
            RedirectUri.With("https://ehr.example/cb", AuthorizeResponse.Failure(ProtocolError.LoginRequired("d"), state: null, "https://idp.example")));
    }

    [Fact]
    public void A_line_break_in_the_state_stays_inside_the_parameter() =>
        Assert.DoesNotContain('\n', RedirectUri.With("https://ehr.example/cb", AuthorizeResponse.Success("c", "a\r\nX-Injected: 1", "https://idp.example")));
}
