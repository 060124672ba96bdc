using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Tests.Web;

public class CookieNamesTests
{
    [Fact]
    public void On_https_the_browser_holds_a_cookie_to_this_host()
    {
        var names = For("https://id.example.org");

        Assert.Equal("__Host-session", names.Session);
        Assert.Equal("__Host-td-abcdefghijkl", names.TrustedDevice("abcdefghijkl"));
        Assert.True(names.Options().Secure);
    }

    [Fact]
    public void On_loopback_two_copies_of_the_program_do_not_share_a_cookie()
    {
        Assert.Equal("idp7100-session", For("http://localhost:7100").Session);
        Assert.NotEqual(For("http://localhost:7100").Browser, For("http://localhost:7200").Browser);
        Assert.False(For("http://localhost:7100").Options().Secure);
    }

    [Fact]
    public void No_cookie_is_for_scripts_or_for_requests_from_other_sites()
    {
        var options = For("https://id.example.org").Options();

        Assert.True(options.HttpOnly);
        Assert.Equal(Microsoft.AspNetCore.Http.SameSiteMode.Lax, options.SameSite);
        Assert.Equal("/", options.Path);
        Assert.Null(options.Domain);
    }

    private static CookieNames For(string issuer) => new(Options.Create(new ServerOptions { Issuer = issuer }));
}
