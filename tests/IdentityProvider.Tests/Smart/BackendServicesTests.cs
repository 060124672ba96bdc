using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Tests.Jose;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Smart;

/// <summary>SMART Backend Services (SMART App Launch 2.2 §4), and what is told about tokens (§7). Inferno's expectations 5 and 8.</summary>
[Trait("Row", "B4")]
public sealed class BackendServicesTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("RS384")]
    [InlineData("ES384")]
    public async Task Inferno_5_a_service_gets_a_token_for_five_minutes_and_nothing_to_refresh_it_with(string algorithm)
    {
        using var key = ClientKey.Draw(algorithm);
        using var service = await ServiceAsync(key);

        using var answer = await service.PostAsync("/connect/token", ("grant_type", "client_credentials"), ("scope", "system/Patient.rs"));
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("bearer", body.GetProperty("token_type").GetString(), ignoreCase: true);
        Assert.InRange(body.GetProperty("expires_in").GetInt32(), 1, 300);
        Assert.Equal("system/Patient.rs", body.GetProperty("scope").GetString());
        Assert.False(body.TryGetProperty("refresh_token", out _));
        Assert.Equal("no-cache", answer.Headers.Pragma.ToString());
    }

    [Theory]
    [InlineData("grant_type", "not-a-grant")]
    [InlineData("client_assertion_type", "not-an-assertion-type")]
    [InlineData("client_assertion", "not.an.assertion")]
    [InlineData("scope", "system/Medication.cruds")]
    [InlineData("scope", "patient/Patient.rs")]
    [InlineData("scope", "user/Patient.rs")]
    [InlineData("scope", "openid")]
    [InlineData("scope", "launch/patient")]
    [InlineData("scope", "system/Patient.sr")]
    public async Task Inferno_5_a_request_that_is_wrong_in_one_thing_gets_nothing(string parameter, string value)
    {
        using var key = ClientKey.Draw("ES384");
        using var service = await ServiceAsync(key);
        Dictionary<string, string> form = new(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = "system/Patient.rs",
            ["client_assertion_type"] = AssertionType,
            ["client_assertion"] = key.Sign(idp.ClaimsOf(service)),
            [parameter] = value,
        };
        using var http = new HttpClient { BaseAddress = idp.Issuer };
        using var content = new FormUrlEncodedContent(form);

        using var answer = await http.PostAsync(new Uri("/connect/token", UriKind.Relative), content, Ct);

        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized });
    }

    [Fact]
    public async Task A_service_that_shares_a_secret_gets_no_system_scope()
    {
        using var service = await idp.Given.AppAsync(idp.Issuer, client => (client.GrantTypes, client.Scopes) = (["client_credentials"], ["system/Patient.rs"]));

        using var answer = await service.PostAsync("/connect/token", ("grant_type", "client_credentials"), ("scope", "system/Patient.rs"));

        Assert.Equal("invalid_scope", await answer.ErrorAsync());
    }

    [Fact]
    public async Task An_EHR_prepares_launches_with_a_token_it_asked_for()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var token = await smart.Ehr.PostAsync("/connect/token", ("grant_type", "client_credentials"), ("scope", "launch:prepare"));

        using var answer = await smart.PrepareAsync(smart.OpenAt(await smart.StaffAsync()), await token.MemberAsync("access_token"));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task Inferno_8_introspection_repeats_the_context_and_ends_when_the_user_takes_it_back()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var person = await smart.StaffAsync();
        var launch = await smart.LaunchAsync(person, new { encounter = "e1", intent = "order-entry", need_patient_banner = true });
        var tokens = await smart.TokensAsync(person, "openid fhirUser launch patient/*.rs offline_access", ("launch", launch));

        var told = await IntrospectAsync(smart.Ehr, tokens.AccessToken);
        Assert.True(told.GetProperty("active").GetBoolean());
        Assert.Equal(("p1", "e1", "order-entry"), (told.GetProperty("patient").GetString(), told.GetProperty("encounter").GetString(), told.GetProperty("intent").GetString()));
        Assert.True(told.GetProperty("need_patient_banner").GetBoolean());
        Assert.Equal($"{smart.FhirBase}/Practitioner/anna", told.GetProperty("fhirUser").GetString());
        Assert.All(["scope", "client_id", "exp", "iss", "sub"], name => Assert.True(told.TryGetProperty(name, out _), name));

        using var revoked = await smart.App.PostAsync("/connect/revocation", ("token", tokens.RefreshToken!));
        Assert.Equal("""{"active":false}""", (await IntrospectAsync(smart.Ehr, tokens.AccessToken)).GetRawText());
        using var refresh = await smart.App.SendRefreshAsync(tokens.RefreshToken!);
        Assert.Equal("invalid_grant", await refresh.ErrorAsync());
    }

    private static async Task<JsonElement> IntrospectAsync(TestApp asking, string token)
    {
        using var answer = await asking.PostAsync("/connect/introspect", ("token", token));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private Task<TestApp> ServiceAsync(ClientKey key) => idp.KeyedAppAsync(key, client =>
        (client.Kind, client.GrantTypes, client.Scopes) = (ClientKind.Service, ["client_credentials"], ["openid", "launch/patient", "patient/*.rs", "user/*.rs", "system/Patient.rs", "system/Observation.rs"]));
}
