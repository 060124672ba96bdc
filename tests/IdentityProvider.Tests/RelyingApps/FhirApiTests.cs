using System.Net;
using System.Net.Http.Headers;
using Samples.Ehr.Fhir;

namespace IdentityProvider.Tests.RelyingApps;

/// <summary>Which tokens open the FHIR API of the sample EHR. Each one that does not is spoilt in one thing only.</summary>
public sealed class FhirApiTests : IAsyncLifetime
{
    private EhrInTest _ehr = null!;

    public async ValueTask InitializeAsync() => _ehr = await EhrInTest.StartAsync();

    public ValueTask DisposeAsync() => _ehr.DisposeAsync();

    [Fact]
    public async Task An_access_token_reads_the_patients_of_its_clinic()
    {
        using var answer = await GetAsync("/fhir/Patient", _ehr.Provider.AccessToken());
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, "application/fhir+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Contains("lake-1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("cedar-1", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lake-1", HttpStatusCode.OK)]
    [InlineData("cedar-1", HttpStatusCode.NotFound)]
    [InlineData("nobody", HttpStatusCode.NotFound)]
    public async Task Another_clinics_patient_is_no_patient(string id, HttpStatusCode expected)
    {
        using var answer = await GetAsync($"/fhir/Patient/{id}", _ehr.Provider.AccessToken());

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_request_without_a_token_is_told_that_one_is_needed()
    {
        using var answer = await GetAsync("/fhir/Patient", null);

        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (answer.StatusCode, answer.Headers.WwwAuthenticate.First().ToString()));
    }

    [Fact]
    public async Task An_ID_token_does_not_open_the_API() => await ExpectInvalidAsync(_ehr.Provider.AccessToken(type: "JWT"));

    [Fact]
    public async Task A_token_for_another_API_does_not() => await ExpectInvalidAsync(_ehr.Provider.AccessToken(audience: "https://other.example"));

    [Fact]
    public async Task A_token_of_another_issuer_does_not() => await ExpectInvalidAsync(_ehr.Provider.AccessToken(issuer: "https://other.example"));

    [Fact]
    public async Task An_expired_token_does_not() => await ExpectInvalidAsync(_ehr.Provider.AccessToken(lifetimeMinutes: -1));

    [Fact]
    public async Task A_token_signed_by_someone_else_does_not()
    {
        _ehr.Provider.ForeignKey = ForgingProvider.KeyOfSomeoneElse();
        await ExpectInvalidAsync(_ehr.Provider.AccessToken());
    }

    [Theory]
    [InlineData("practice_id", "NONE-0000")]
    [InlineData("scope", "openid")]
    [InlineData("scope", "user/Observation.rs")]
    [InlineData("scope", "user/Patient.r")]
    [InlineData("scope", "patient/*.rs")]
    [InlineData("scope", "system/*.rs")]
    [InlineData("scope", "user/*.cud")]
    public async Task A_good_token_of_another_clinic_or_scope_is_forbidden(string claim, string value)
    {
        _ehr.Provider.AccessTokenClaims[claim] = value;
        using var answer = await GetAsync("/fhir/Patient", _ehr.Provider.AccessToken());

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("insufficient_scope", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user/Patient.s")]
    [InlineData("user/*.read")]
    [InlineData("openid user/*.cruds")]
    public async Task Every_way_to_write_the_scope_opens_the_search(string scope)
    {
        _ehr.Provider.AccessTokenClaims["scope"] = scope;
        using var answer = await GetAsync("/fhir/Patient", _ehr.Provider.AccessToken());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_token_for_one_patient_shows_that_patient_alone()
    {
        _ehr.Provider.AccessTokenClaims["scope"] = "launch patient/*.rs";
        _ehr.Provider.AccessTokenClaims["patient"] = "lake-2";
        var token = _ehr.Provider.AccessToken();

        using var all = await GetAsync("/fhir/Patient", token);
        using var another = await GetAsync("/fhir/Patient/lake-1", token);
        using var values = await GetAsync("/fhir/Observation?patient=lake-1", token);
        var text = await all.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("lake-2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("lake-1", text, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (another.StatusCode, values.StatusCode));
    }

    [Fact]
    public async Task A_patients_user_scope_means_their_own_record()
    {
        _ehr.Provider.AccessTokenClaims["role"] = "patient";
        using var nobodys = await GetAsync("/fhir/Patient", _ehr.Provider.AccessToken());
        _ehr.Provider.AccessTokenClaims["patient"] = "lake-7";
        using var own = await GetAsync("/fhir/Patient/lake-7", _ehr.Provider.AccessToken());
        using var another = await GetAsync("/fhir/Patient/lake-1", _ehr.Provider.AccessToken());

        Assert.Equal(
            (HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.NotFound), (nobodys.StatusCode, own.StatusCode, another.StatusCode));
    }

    [Fact]
    public async Task A_scope_with_a_limit_shows_what_is_within_the_limit()
    {
        _ehr.Provider.AccessTokenClaims["scope"] = "user/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory";
        using var answer = await GetAsync("/fhir/Observation?patient=lake-1", _ehr.Provider.AccessToken());
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("Cholesterol", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Heart rate", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backend_service_reads_with_a_token_of_its_own()
    {
        _ehr.Provider.AccessTokenClaims["scope"] = "system/Patient.rs";
        using var ofAUser = await GetAsync("/fhir/Patient", _ehr.Provider.AccessToken());
        _ehr.Provider.AccessTokenClaims["sub"] = ForgingProvider.ClientId;
        using var ofTheClient = await GetAsync("/fhir/Patient", _ehr.Provider.AccessToken());

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (ofAUser.StatusCode, ofTheClient.StatusCode));
    }

    [Fact]
    public async Task A_backend_service_reads_the_clinics_its_token_names_and_no_other()
    {
        _ehr.Provider.AccessTokenClaims["scope"] = "system/Patient.rs";
        _ehr.Provider.AccessTokenClaims["sub"] = ForgingProvider.ClientId;
        _ehr.Provider.AccessTokenClaims["clinic_ids"] = new[] { DemoRecords.Of("LAKE-1042")!.Id.ToString() };
        using var lake = await GetAsync("/fhir/Patient", _ehr.Provider.AccessToken());
        using var cedar = await GetAsync("/fhir/Patient/cedar-1", _ehr.Provider.AccessToken());
        _ehr.Provider.AccessTokenClaims["clinic_ids"] = new[] { Guid.Empty.ToString() };
        using var elsewhere = await GetAsync("/fhir/Patient", _ehr.Provider.AccessToken());
        var text = await lake.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("lake-1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("cedar-", text, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Forbidden), (cedar.StatusCode, elsewhere.StatusCode));
    }

    [Fact]
    public async Task A_token_that_is_no_JWT_is_asked_about()
    {
        using var unknown = await GetAsync("/fhir/Patient", "reference-token");
        _ehr.Provider.Introspected = new(_ehr.Provider.AccessTokenClaims, StringComparer.Ordinal) { ["aud"] = "https://elsewhere.example" };
        using var elsewhere = await GetAsync("/fhir/Patient", "reference-token");
        _ehr.Provider.Introspected["aud"] = new[] { EhrInTest.Url + "/fhir", "https://elsewhere.example" };
        using var good = await GetAsync("/fhir/Patient", "reference-token");

        Assert.Equal(
            (HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK), (unknown.StatusCode, elsewhere.StatusCode, good.StatusCode));
        Assert.Equal(3, _ehr.Provider.Introspections);
    }

    [Fact]
    public async Task The_SMART_document_below_the_base_is_the_providers_and_open_to_every_origin()
    {
        using var answer = await GetAsync("/fhir/.well-known/smart-configuration", null);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains(Uri.EscapeDataString(EhrInTest.Url + "/fhir"), text, StringComparison.Ordinal);
    }

    private async Task ExpectInvalidAsync(string token)
    {
        using var answer = await GetAsync("/fhir/Patient", token);

        Assert.Equal(
            (HttpStatusCode.Unauthorized, "Bearer error=\"invalid_token\""), (answer.StatusCode, answer.Headers.WwwAuthenticate.First().ToString()));
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? token)
    {
        using var client = _ehr.OpenBrowser();
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await client.GetAsync(path, TestContext.Current.CancellationToken);
    }
}
