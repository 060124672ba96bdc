namespace IdentityProvider.Protocol.Tests;

public class PushedRequestTests
{
    [Fact]
    public void The_answer_is_a_reference_for_a_minute()
    {
        var answer = PushedRequest.Response("abc");

        Assert.Equal("urn:ietf:params:oauth:request_uri:abc", answer["request_uri"]);
        Assert.Equal(60, answer["expires_in"]);
        Assert.Equal("abc", PushedRequest.ReferenceIn((string)answer["request_uri"]));
    }

    [Theory]
    [InlineData("https://client.example/request.jwt")]
    [InlineData("urn:x")]
    [InlineData("URN:ietf:params:oauth:request_uri:abc")]
    [InlineData(" ")]
    public void No_other_uri_is_a_reference(string uri) => Assert.Null(PushedRequest.ReferenceIn(uri));

    [Theory]
    [InlineData("urn:ietf:params:oauth:request_uri:abc")]
    [InlineData("https://client.example/request.jwt")]
    public void A_pushed_request_cannot_point_to_another(string uri) =>
        Assert.Equal("invalid_request", PushedRequest.FirstBroken(RequestParameters.From([new("request_uri", uri)]))?.Code);

    [Theory]
    [InlineData(false, false, false, false, true)]
    [InlineData(true, false, false, false, false)]
    [InlineData(true, false, true, false, false)]
    [InlineData(true, false, false, true, true)]
    [InlineData(false, true, false, false, false)]
    [InlineData(false, true, false, true, false)]
    [InlineData(false, true, true, false, true)]
    [InlineData(true, true, true, true, true)]
    public void What_a_client_is_registered_for_is_the_only_way(bool mustPush, bool mustSign, bool isSigned, bool isPushed, bool passes)
    {
        var client = Requests.Client with { RequiresPushedRequest = mustPush, RequiresRequestObject = mustSign };

        Assert.Equal(passes ? null : "invalid_request", new RequestWay(isSigned, isPushed).FirstBroken(client)?.Code);
    }

    [Fact]
    public void Fapi_wants_every_request_pushed() =>
        Assert.Equal("invalid_request", RequestWay.Plain.FirstBroken(Requests.Client with { Profile = SecurityProfile.Fapi2 })?.Code);
}
