using System.Text.RegularExpressions;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Web;

public partial class SecurityHeadersTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Theory]
    [InlineData("/account", true)]
    [InlineData("/admin", true)]
    [InlineData("/no-such-page", true)]
    [InlineData("/sign-in", false)]
    [InlineData("/SIGN-IN/code", false)]
    [InlineData("/recover", false)]
    [InlineData("/connect/authorize", false)]
    [InlineData("/device", false)]
    [InlineData("/emergency", false)]
    [InlineData("/sign-in-elsewhere", true)]
    public async Task A_form_stays_on_this_host_except_where_it_may_end_at_an_app(string path, bool stays)
    {
        var policy = await HeaderAsync(path, "Content-Security-Policy");

        Assert.Equal(stays, policy.Contains("form-action 'self'", StringComparison.Ordinal));
        Assert.Equal(stays, policy.Contains("form-action", StringComparison.Ordinal));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("base-uri 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("img-src 'self' data:", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Content-Type-Options", "nosniff")]
    [InlineData("Referrer-Policy", "same-origin")]
    [InlineData("Cross-Origin-Opener-Policy", "same-origin")]
    [InlineData("Cache-Control", "no-store")]
    public async Task Every_page_has_it(string header, string value) => Assert.Equal(value, await HeaderAsync("/no-such-page", header));

    [Fact]
    public async Task The_page_carries_the_nonce_of_its_own_answer_and_the_next_answer_has_another()
    {
        using var browser = idp.OpenBrowser();
        var first = await browser.GoToAsync("/no-such-page");
        var second = await browser.GoToAsync("/no-such-page");

        Assert.Equal(NonceOf(first), first.One("script").GetAttribute("nonce"));
        Assert.NotEqual(NonceOf(first), NonceOf(second));
    }

    [Fact]
    public async Task A_page_has_no_style_attribute_and_no_inline_handler()
    {
        using var browser = idp.OpenBrowser();

        var page = await browser.GoToAsync("/no-such-page");

        Assert.Empty(page.All("[style]"));
        Assert.DoesNotContain(page.All("*"), element => element.Attributes.Any(a => a.Name.StartsWith("on", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Every_file_that_a_page_links_to_is_there_and_may_be_cached()
    {
        using var browser = idp.OpenBrowser();
        var page = await browser.GoToAsync("/no-such-page");
        var files = page.All("link[href]").Select(link => link.GetAttribute("href")!).Append(page.One("script").GetAttribute("src")!).ToList();

        Assert.Equal(4, files.Count);
        foreach (var file in files)
        {
            using var answer = await browser.FetchAsync(new HttpRequestMessage(HttpMethod.Get, file));
            Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
            Assert.DoesNotContain("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }
    }

    private async Task<string> HeaderAsync(string path, string header)
    {
        using var browser = idp.OpenBrowser();
        using var answer = await browser.FetchAsync(new HttpRequestMessage(HttpMethod.Get, path));
        return Assert.Single(answer.Headers.GetValues(header));
    }

    private static string NonceOf(Page page) => Nonce().Match(page.Headers.GetValues("Content-Security-Policy").Single()).Groups["nonce"].Value;

    [GeneratedRegex("'nonce-(?<nonce>[^']+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Nonce();
}
