namespace IdentityProvider.Protocol.Tests;

public class TargetResourcesTests
{
    private const string Issuer = "https://idp.example";

    private static string Read(params string[] resources)
    {
        var form = RequestParameters.From(resources.Select(uri => KeyValuePair.Create("resource", uri)));
        return TargetResources.Read(form).IsBroken(out var error, out var read) ? error.Code : string.Join(' ', read.Uris);
    }

    [Fact]
    public void Several_may_be_named() => Assert.Equal("https://a.example/ urn:b", Read("https://a.example/", "urn:b", "https://a.example/"));

    [Fact]
    public void None_is_fine() => Assert.Equal("", Read(""));

    [Theory]
    [InlineData("relative")]
    [InlineData("/absolute/path")]
    [InlineData("//api.example/x")]
    [InlineData("https://api.example.com#frag")]
    [InlineData("https://api.example.com#")]
    [InlineData("http://[")]
    [InlineData(" ")]
    [InlineData("https://api.example/a b")]
    public void What_is_no_absolute_URI_is_invalid_target(string uri) => Assert.Equal("invalid_target", Read(uri));

    [Fact]
    public void Neither_too_many_nor_too_long_ones_are_read()
    {
        Assert.Equal("invalid_target", Read([.. Enumerable.Range(0, 9).Select(i => $"urn:r:{i}")]));
        Assert.Equal("invalid_target", Read("https://api.example/" + new string('a', 400)));
    }

    [Theory]
    [InlineData("", "urn:a urn:b")]
    [InlineData("urn:a", "urn:a")]
    [InlineData("urn:c", "invalid_target")]
    [InlineData("urn:a urn:c", "invalid_target")]
    public void A_token_is_for_a_part_of_what_was_granted(string asked, string result)
    {
        var granted = new TargetResources(["urn:a", "urn:b"]);

        Assert.Equal(result, Of(asked).Within(granted).IsBroken(out var error, out var within) ? error.Code : string.Join(' ', within.Uris));
    }

    [Theory]
    [InlineData(null, "openid", Issuer)]
    [InlineData(null, "x", Issuer)]
    [InlineData("urn:api", "x", "urn:api")]
    [InlineData("urn:api", "openid x", "urn:api " + Issuer)]
    public void Without_a_name_a_token_is_for_the_clients_own_api_and_for_userinfo_when_it_may_ask_there(string? audience, string scope, string result) =>
        Assert.Equal(result, string.Join(' ', TargetResources.DefaultOf(Requests.Client with { DefaultAudience = audience }, Scope.Parse(scope)!, Issuer).Uris));

    [Fact]
    public void A_request_that_waits_keeps_all_of_them()
    {
        var stored = Requests.With(("resource", "urn:a")).ToFormText(AuthorizeRequest.ParameterNames);
        var twice = RequestParameters.Parse(stored + "&resource=urn%3Ab");

        Assert.Equal(["urn:a", "urn:b"], Requests.Read(RequestParameters.Parse(twice.ToFormText(AuthorizeRequest.ParameterNames))).Resources.Uris);
    }

    [Fact]
    public void An_authorization_request_with_a_bad_one_is_told_so() => Assert.Equal("invalid_target", Requests.Error(Requests.With(("resource", "x"))));

    [Theory]
    [InlineData("", true)]
    [InlineData("urn:a", true)]
    [InlineData("https://idp.example", true)]
    [InlineData("urn:a https://idp.example", true)]
    [InlineData("urn:a urn:b", false)]
    [InlineData("urn:a urn:b https://idp.example", false)]
    public void One_token_is_for_one_API_and_perhaps_this_server(string audience, bool good) =>
        Assert.Equal(good, !Of(audience).ForOneToken("https://idp.example").IsBroken(out _, out _));

    private static TargetResources Of(string uris) => TargetResources.Of(uris.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
