using System.Text.Json;

namespace IdentityProvider.Protocol.Tests;

public class LogoutTokenTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Session = new("0198c0de-0000-7000-8000-000000000002");

    [Fact]
    public void It_says_what_the_specification_wants_and_no_nonce()
    {
        var claims = new LogoutToken("https://idp.example", "ehr", "user-1", Session, Noon).ToClaims(Guid.Empty);

        var json = JsonSerializer.SerializeToElement(claims);
        Assert.Equal(["aud", "events", "exp", "iat", "iss", "jti", "sid", "sub"], claims.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("{}", json.GetProperty("events").GetProperty("http://schemas.openid.net/event/backchannel-logout").GetRawText());
        Assert.Equal(Session.ToString(), json.GetProperty("sid").GetString());
        Assert.Equal(Noon.AddMinutes(2).ToUnixTimeSeconds(), json.GetProperty("exp").GetInt64());
    }
}
