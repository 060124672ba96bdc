using IdentityProvider.Access;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IdentityProvider.Tests.Smart;

/// <summary>Ids of patients mean something on one FHIR server: a token for another must not carry them.</summary>
[Trait("Row", "B4")]
public sealed class OneFhirServerTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Scope = "openid fhirUser offline_access launch/patient patient/Observation.rs";

    private static readonly FhirPatient Own = new("p1", "Rosa Delgado");

    [Fact]
    public async Task A_request_about_two_FHIR_servers_is_refused_before_anybody_signs_in()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var other = await SmartTest.BeginAsync(idp);
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(smart.AuthorizeUrl(Scope, ("resource", other.FhirBase)));
        Assert.Equal("invalid_target", browser.Callback()["error"]);

        await browser.GoToAsync(smart.App.AuthorizeUrl(Scope) + $"&resource={Uri.EscapeDataString(smart.FhirBase)}&resource={Uri.EscapeDataString(other.FhirBase)}");
        Assert.Equal("invalid_target", browser.Callback()["error"]);
    }

    [Fact]
    public async Task Naming_the_same_one_twice_is_naming_one()
    {
        using var smart = await SmartTest.BeginAsync(idp);

        var tokens = await smart.TokensAsync(await smart.PatientAsync(Own), Scope, ("resource", smart.FhirBase));

        Assert.Equal("p1", tokens.Member("patient"));
    }

    [Fact]
    public async Task A_token_for_another_API_of_the_same_grant_says_nothing_of_the_patient()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var owner = await idp.ServiceAsync();
        const string Api = "https://scheduling.example/";
        await idp.ResourceAsync(Api, owner);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(smart.AuthorizeUrl(Scope, ("resource", Api)), await smart.PatientAsync(Own));

        using var first = await smart.App.SendCodeAsync(smart.App.CodeOf(browser.CallbackUrl), ("resource", smart.FhirBase));
        var records = await first.BodyAsync();
        Assert.Equal("p1", records.GetProperty("patient").GetString());
        Assert.Equal("p1", Claim(records.GetProperty("access_token").GetString()!, "patient"));

        using var second = await smart.App.SendRefreshAsync(records.GetProperty("refresh_token").GetString()!, ("resource", Api));
        var scheduling = await second.BodyAsync();
        var token = scheduling.GetProperty("access_token").GetString()!;
        Assert.False(scheduling.TryGetProperty("patient", out _));
        Assert.Equal((null, null), (Claim(token, "patient"), Claim(token, "fhirUser")));
        Assert.False((await owner.IntrospectAsync(token)).TryGetProperty("patient", out _));
    }

    private static string? Claim(string token, string name) => new JsonWebToken(token).TryGetPayloadValue<string>(name, out var value) ? value : null;
}
