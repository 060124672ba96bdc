namespace IdentityProvider.Protocol.Tests;

public class LogoutRequestTests
{
    private const string Registered = "https://ehr.example/signed-out";

    [Theory]
    [InlineData(Registered, null, "https://ehr.example/signed-out")]
    [InlineData(Registered, "a b", "https://ehr.example/signed-out?state=a%20b")]
    [InlineData("https://evil.example/", "s", null)]
    [InlineData(Registered + "?x=y", "s", null)]
    [InlineData(null, "s", null)]
    public void The_browser_goes_only_to_a_registered_place(string? uri, string? state, string? expected) =>
        Assert.Equal(expected, new LogoutRequest { PostLogoutRedirectUri = uri, State = state }.ReturnTo(Requests.Client));

    [Fact]
    public void Without_a_client_that_a_hint_vouches_for_there_is_no_way_back() =>
        Assert.Null(new LogoutRequest { PostLogoutRedirectUri = Registered, ClientId = "ehr" }.ReturnTo(client: null));

    [Theory]
    [InlineData("ehr", Registered, false)]
    [InlineData(null, null, false)]
    [InlineData("portal", Registered, true)]
    [InlineData("ehr", "https://evil.example/", true)]
    public void What_contradicts_itself_is_an_error(string? clientId, string? uri, bool broken) =>
        Assert.Equal(broken, new LogoutRequest { ClientId = clientId, PostLogoutRedirectUri = uri }.FirstBroken(Requests.Client) is not null);
}
