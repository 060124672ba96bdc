using System.Net;
using System.Net.Http.Headers;
using System.Text;
using IdentityProvider.Protocol.Smart;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Smart;

/// <summary>Who may prepare a launch, and with what.</summary>
[Trait("Row", "B4")]
public sealed class PrepareLaunchTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task An_EHR_gets_a_launch_for_five_minutes()
    {
        using var smart = await SmartTest.BeginAsync(idp);

        using var answer = await smart.PrepareAsync(smart.OpenAt(await smart.StaffAsync()));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal(43, (await answer.MemberAsync("launch")).Length);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_prepared_and_the_challenge_names_no_error()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var body = JsonOf("{}");

        using var answer = await smart.PostAsync(body, token: null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain("error", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aud", "https://ehr.example/fhir", HttpStatusCode.Unauthorized)]
    [InlineData("iss", "https://other.example", HttpStatusCode.Unauthorized)]
    [InlineData("exp", 1L, HttpStatusCode.Unauthorized)]
    [InlineData("client_id", "nobody", HttpStatusCode.Unauthorized)]
    [InlineData("scope", "openid launch", HttpStatusCode.Forbidden)]
    public async Task A_token_that_is_wrong_in_one_thing_prepares_nothing(string claim, object value, HttpStatusCode expected)
    {
        using var smart = await SmartTest.BeginAsync(idp);

        using var answer = await smart.PrepareAsync(smart.OpenAt(await smart.StaffAsync()), await smart.EhrTokenAsync((claim, value)));

        Assert.Equal(expected, answer.StatusCode);
        Assert.Contains("error=", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_bound_to_a_key_prepares_nothing_without_the_proof()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var bound = await smart.EhrTokenAsync(("cnf", new Dictionary<string, object>(StringComparer.Ordinal) { ["jkt"] = new string('k', 43) }));

        using var answer = await smart.PrepareAsync(smart.OpenAt(await smart.StaffAsync()), bound);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_users_token_prepares_nothing()
    {
        using var smart = await SmartTest.BeginAsync(idp, change: client => client.Scopes = [.. client.Scopes, SmartScopes.PrepareLaunch]);
        var person = await smart.StaffAsync();
        var tokens = await smart.TokensAsync(person, $"openid {SmartScopes.PrepareLaunch}");

        using var answer = await smart.PrepareAsync(smart.OpenAt(person), tokens.AccessToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task An_EHR_speaks_for_its_own_FHIR_servers_alone()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var other = await SmartTest.BeginAsync(idp);

        var person = await smart.StaffAsync();

        using var foreign = await smart.PrepareAsync(smart.OpenAt(person, new { aud = other.FhirBase }));
        using var unknown = await smart.PrepareAsync(smart.OpenAt(person, new { aud = "https://nobody.example/fhir" }));

        Assert.Equal("invalid_request", await foreign.ErrorAsync());
        Assert.Equal(await foreign.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), await unknown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("client_id", "\"nobody\"")]
    [InlineData("sub", "\"0198b2a1-0000-7000-8000-000000000001\"")]
    [InlineData("sub", "\"anna\"")]
    [InlineData("sub", "null")]
    [InlineData("clinic_id", "\"0198b2a1-0000-7000-8000-000000000001\"")]
    [InlineData("clinic_id", "\"LAKE-1042\"")]
    [InlineData("clinic_id", "null")]
    [InlineData("patient", "\"\\u0000\"")]
    [InlineData("intent", "\"\\ud800\"")]
    [InlineData("intent", "{\"a\":[[[[[[[[[[[1]]]]]]]]]]]}")]
    [InlineData("need_patient_banner", "\"yes\"")]
    [InlineData("nobody-knows-this", "1")]
    public async Task What_is_unknown_or_mistyped_is_an_invalid_request(string member, string json)
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var rightButForOne = smart.OpenAt(await smart.StaffAsync());
        rightButForOne.Remove(member);
        using var body = JsonOf($$"""{"{{member}}":{{json}},{{rightButForOne.ToJsonString()[1..]}}""");

        using var answer = await smart.PostAsync(body, await smart.EhrTokenAsync());

        Assert.Equal("invalid_request", await answer.ErrorAsync());
    }

    [Theory]
    [InlineData("sub")]
    [InlineData("clinic_id")]
    public async Task A_launch_for_nobody_in_particular_is_not_prepared(string member)
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var launch = smart.OpenAt(await smart.StaffAsync());
        launch.Remove(member);

        using var answer = await smart.PrepareAsync(launch);

        Assert.Equal("invalid_request", await answer.ErrorAsync());
    }

    [Fact]
    public async Task An_EHR_opens_apps_only_at_clinics_that_approved_it()
    {
        var (own, foreign) = (await idp.Given.ClinicAsync(ConnectTest.PasswordOnly), await idp.Given.ClinicAsync(ConnectTest.PasswordOnly));
        using var smart = await SmartTest.BeginAsync(idp, changeEhr: ehr => (ehr.ServesEveryClinic, ehr.Clinics) = (false, [own.Id]));
        var person = await smart.StaffAsync();

        using var there = await smart.PrepareAsync(smart.OpenAt(person, new { clinic_id = own.Id }));
        using var elsewhere = await smart.PrepareAsync(smart.OpenAt(person, new { clinic_id = foreign.Id }));

        Assert.Equal(HttpStatusCode.Created, there.StatusCode);
        Assert.Equal("invalid_request", await elsewhere.ErrorAsync());
    }

    [Fact]
    public async Task A_body_of_another_kind_or_size_is_an_invalid_request()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var token = await smart.EhrTokenAsync();
        using var form = new FormUrlEncodedContent([new("aud", smart.FhirBase)]);
        using var large = JsonOf($$"""{"aud":"{{smart.FhirBase}}","intent":"{{new string('x', 20_000)}}"}""");
        using var broken = JsonOf("{");

        foreach (var body in new HttpContent[] { form, large, broken })
        {
            using var answer = await smart.PostAsync(body, token);
            Assert.Equal("invalid_request", await answer.ErrorAsync());
        }
    }

    private static StringContent JsonOf(string text) => new(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
}
