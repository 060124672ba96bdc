using System.Net;
using IdentityProvider.Tests.Host;
using IdentityProvider.Web;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace IdentityProvider.Tests.Web;

public class ErrorPagesTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Theory]
    [InlineData("en", "This page does not exist")]
    [InlineData("es", "Esta página no existe")]
    [Trait("Row", "B11")]
    public async Task A_page_that_does_not_exist_says_so_in_both_languages(string language, string sentence)
    {
        using var browser = idp.OpenBrowser(language);

        var page = await browser.GoToAsync("/no-such-page");

        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        page.Says(sentence);
        Assert.Equal(language, page.One("html").GetAttribute("lang"));
    }

    [Fact]
    public async Task The_reference_on_the_page_leads_to_the_log()
    {
        using var browser = idp.OpenBrowser();

        var page = await browser.GoToAsync("/no-such-page");

        var reference = page.One("main p strong").TextContent;
        Assert.Matches("^[0-9A-F]{4}-[0-9A-F]{4}$", reference);
        Assert.Contains(idp.Logs.Lines, line => line.Contains(reference, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_gets_json()
    {
        using var browser = idp.OpenBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/no-such-page");
        request.Headers.Add("Accept", "application/json");
        using var client = new HttpClient { BaseAddress = idp.Issuer };

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task The_error_page_itself_is_not_an_address()
    {
        using var browser = idp.OpenBrowser();

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GoToAsync("/error")).Status);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/connect/token")]
    [InlineData("/connect/introspect")]
    public async Task A_body_that_nobody_types_is_refused_and_no_error_of_ours(string path)
    {
        using var client = new HttpClient { BaseAddress = idp.Issuer };
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("code", new string('x', 70_000))]);

        using var answer = await client.PostAsync(path, form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain(idp.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("too large", StringComparison.Ordinal));
    }

    [Fact]
    public void A_database_that_is_away_is_not_a_bug()
    {
        var refused = new InvalidOperationException("EF wraps it.", new NpgsqlException("Connection refused.", new IOException()));

        Assert.Equal(503, ErrorPages.StatusOf(refused));
        Assert.Equal(503, ErrorPages.StatusOf(Postgres("57P01")));
        Assert.Equal(503, ErrorPages.StatusOf(Postgres("25006")));
        Assert.Equal(500, ErrorPages.StatusOf(Postgres("42703")));
        Assert.Equal(500, ErrorPages.StatusOf(new InvalidOperationException()));
        Assert.Equal(413, ErrorPages.StatusOf(new BadHttpRequestException("Request body too large.", 413)));
    }

    private static PostgresException Postgres(string state) => new("message", "FATAL", "FATAL", state);
}
