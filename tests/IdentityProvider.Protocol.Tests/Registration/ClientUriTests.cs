using IdentityProvider.Protocol.Registration;

namespace IdentityProvider.Protocol.Tests.Registration;

public class ClientUriTests
{
    [Theory]
    [InlineData("https://app.example/cb")]
    [InlineData("https://app.example/cb?tenant=a&x=%20b")]
    [InlineData("https://app.example:8443/cb")]
    [InlineData("https://[2001:db8::1]/cb")]
    [InlineData("https://app.example/~a/(b)")]
    [InlineData("http://127.0.0.1:4999/cb")]
    [InlineData("http://[::1]/cb")]
    [InlineData("http://localhost:3000/cb")]
    public void Every_client_may_register_https_and_its_own_machine(string uri)
    {
        Assert.Null(ClientUri.JudgeRedirect(uri, isNative: false));
        Assert.Null(ClientUri.JudgeRedirect(uri, isNative: true));
    }

    [Theory]
    [InlineData("", MetadataFault.UriNotAbsolute)]
    [InlineData("not a url", MetadataFault.ForbiddenCharacter)]
    [InlineData("/relative", MetadataFault.UriNotAbsolute)]
    [InlineData("//app.example/cb", MetadataFault.UriNotAbsolute)]
    [InlineData("app.example/cb", MetadataFault.UriNotAbsolute)]
    [InlineData("http://", MetadataFault.UriNotAbsolute)]
    [InlineData("https://", MetadataFault.UriNotAbsolute)]
    [InlineData("https:app.example/cb", MetadataFault.UriNotAbsolute)]
    [InlineData("https:///cb", MetadataFault.UriNotAbsolute)]
    [InlineData("https://:443/cb", MetadataFault.UriNotAbsolute)]
    [InlineData("https://app.example/cb#", MetadataFault.UriHasFragment)]
    [InlineData("https://app.example/cb#foo=bar", MetadataFault.UriHasFragment)]
    [InlineData("https://user@app.example/cb", MetadataFault.UriHasUserInfo)]
    [InlineData("https://app.example:443@evil.example/cb", MetadataFault.UriHasUserInfo)]
    [InlineData("https://*.example.com/cb", MetadataFault.UriHasWildcard)]
    [InlineData("https://app.example/*", MetadataFault.UriHasWildcard)]
    [InlineData("http://app.example/cb", MetadataFault.UriNotHttps)]
    [InlineData("http://127.0.0.1.evil.example/cb", MetadataFault.UriNotHttps)]
    [InlineData("http://localhost.evil.example/cb", MetadataFault.UriNotHttps)]
    [InlineData("http://127.1/cb", MetadataFault.UriNotHttps)]
    [InlineData("http://2130706433/cb", MetadataFault.UriNotHttps)]
    [InlineData("http://127.0.0.1@evil.example/cb", MetadataFault.UriHasUserInfo)]
    [InlineData("https://app.example\\@evil.example/cb", MetadataFault.ForbiddenCharacter)]
    [InlineData("https://app.example/a b", MetadataFault.ForbiddenCharacter)]
    [InlineData("https://app.example/\u0000", MetadataFault.ForbiddenCharacter)]
    [InlineData("https://app.example/%00", MetadataFault.ForbiddenCharacter)]
    [InlineData("https://app.example/%0d%0aLocation:x", MetadataFault.ForbiddenCharacter)]
    [InlineData("https://app.example/%zz", MetadataFault.ForbiddenCharacter)]
    [InlineData("https://äpp.example/cb", MetadataFault.ForbiddenCharacter)]
    [InlineData(" https://app.example/cb", MetadataFault.ForbiddenCharacter)]
    [InlineData("https://app.example/cb\n", MetadataFault.ForbiddenCharacter)]
    [InlineData("javascript:alert(1)", MetadataFault.UriSchemeForbidden)]
    [InlineData("JavaScript://app.example/%61lert(1)", MetadataFault.UriSchemeForbidden)]
    [InlineData("data:text/html,x", MetadataFault.UriSchemeForbidden)]
    [InlineData("vbscript:x", MetadataFault.UriSchemeForbidden)]
    [InlineData("blob:https://app.example/x", MetadataFault.UriSchemeForbidden)]
    [InlineData("file:///etc/passwd", MetadataFault.UriSchemeForbidden)]
    [InlineData("urn:ietf:wg:oauth:2.0:oob", MetadataFault.UriSchemeForbidden)]
    [InlineData("ftp://app.example/cb", MetadataFault.UriSchemeForbidden)]
    public void What_is_dangerous_or_vague_is_refused_for_every_client(string uri, MetadataFault fault)
    {
        Assert.Equal(fault, ClientUri.JudgeRedirect(uri, isNative: false));
        Assert.Equal(fault, ClientUri.JudgeRedirect(uri, isNative: true));
    }

    [Theory]
    [InlineData("com.example.app:/callback", null)]
    [InlineData("com.example.app://callback", null)]
    [InlineData("com.example.app:", MetadataFault.UriNotAbsolute)]
    [InlineData("myapp://callback", MetadataFault.UriSchemeNotReversed)]
    [InlineData("app:/callback", MetadataFault.UriSchemeNotReversed)]
    public void A_scheme_of_its_own_is_a_domain_name_turned_around(string uri, MetadataFault? fault) =>
        Assert.Equal(fault, ClientUri.JudgeRedirect(uri, isNative: true));

    [Theory]
    [InlineData("com.example.app:/callback")]
    [InlineData("myapp://callback")]
    public void A_scheme_of_its_own_is_for_native_apps_only(string uri) =>
        Assert.Equal(MetadataFault.UriOnlyForNative, ClientUri.JudgeRedirect(uri, isNative: false));

    [Theory]
    [InlineData("https://app.example/jwks", false, null)]
    [InlineData("http://app.example/jwks", true, MetadataFault.UriNotHttps)]
    [InlineData("http://127.0.0.1:4999/jwks", true, null)]
    [InlineData("http://127.0.0.1:4999/jwks", false, MetadataFault.UriNotHttps)]
    [InlineData("com.example.app:/x", true, MetadataFault.UriNotHttps)]
    [InlineData("nope", true, MetadataFault.UriNotAbsolute)]
    public void What_this_server_calls_is_https_and_its_own_machine_only_in_development(string uri, bool allowsLoopback, MetadataFault? fault) =>
        Assert.Equal(fault, ClientUri.JudgeCallback(uri, allowsLoopback));

    [Theory]
    [InlineData("https://app.example", null)]
    [InlineData("http://localhost:3000", null)]
    [InlineData("https://app.example/", MetadataFault.NotAnOrigin)]
    [InlineData("https://app.example:443", MetadataFault.NotAnOrigin)]
    [InlineData("https://App.example", MetadataFault.NotAnOrigin)]
    [InlineData("https://user@app.example", MetadataFault.NotAnOrigin)]
    [InlineData("http://app.example", MetadataFault.UriNotHttps)]
    [InlineData("null", MetadataFault.UriNotAbsolute)]
    [InlineData("*", MetadataFault.UriNotAbsolute)]
    public void An_origin_is_what_a_browser_sends(string origin, MetadataFault? fault) => Assert.Equal(fault, ClientUri.JudgeOrigin(origin));

    [Fact]
    public void A_uri_of_more_than_two_thousand_characters_is_too_long() =>
        Assert.Equal(MetadataFault.TooLong, ClientUri.JudgeRedirect("https://app.example/" + new string('a', 2000), isNative: false));
}
