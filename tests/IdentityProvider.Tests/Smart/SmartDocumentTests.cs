using System.Net;
using System.Text.Json;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Smart;

/// <summary>SMART App Launch 2.2 §6.0: what apps read before anything else.</summary>
[Trait("Row", "B4")]
public sealed class SmartDocumentTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task The_document_of_a_base_names_what_the_base_has()
    {
        using var smart = await SmartTest.BeginAsync(idp);

        var document = await smart.DocumentAsync($"/.well-known/smart-configuration?base={Uri.EscapeDataString(smart.FhirBase)}");

        Assert.Contains("user/*.rs", Texts(document, "scopes_supported"));
        Assert.Contains("launch-ehr", Texts(document, "capabilities"));
        Assert.Equal($"{idp.Issuer.ToString().TrimEnd('/')}/connect/token", document.GetProperty("token_endpoint").GetString());
    }

    [Fact]
    public async Task What_it_says_of_the_server_is_what_the_metadata_says()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var document = await smart.DocumentAsync("/.well-known/smart-configuration");
        var metadata = await smart.DocumentAsync("/.well-known/openid-configuration");

        foreach (var member in document.EnumerateObject().Where(member => member.Name is not ("scopes_supported" or "capabilities" or "management_endpoint")))
        {
            Assert.Equal(metadata.GetProperty(member.Name).GetRawText(), member.Value.GetRawText());
        }
    }

    [Theory]
    [InlineData("https://nobody.example/fhir")]
    [InlineData("%00")]
    [InlineData("x&base=y")]
    public async Task A_base_that_nobody_registered_has_no_document(string value)
    {
        using var http = new HttpClient { BaseAddress = idp.Issuer };

        using var answer = await http.GetAsync(new Uri($"/.well-known/smart-configuration?base={value}", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static IEnumerable<string?> Texts(JsonElement document, string member) => document.GetProperty(member).EnumerateArray().Select(value => value.GetString());
}
