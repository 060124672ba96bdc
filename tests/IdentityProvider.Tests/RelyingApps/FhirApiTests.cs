using System.Net;
using System.Net.Http.Headers;

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

        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (answer.StatusCode, answer.Headers.WwwAuthenticate.ToString()));
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
    [InlineData("client_id", "patient-portal")]
    [InlineData("practice_id", "NONE-0000")]
    public async Task A_good_token_of_another_app_or_clinic_is_forbidden(string claim, string value)
    {
        _ehr.Provider.AccessTokenClaims[claim] = value;
        using var answer = await GetAsync("/fhir/Patient", _ehr.Provider.AccessToken());

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private async Task ExpectInvalidAsync(string token)
    {
        using var answer = await GetAsync("/fhir/Patient", token);

        Assert.Equal(
            (HttpStatusCode.Unauthorized, "Bearer error=\"invalid_token\""), (answer.StatusCode, answer.Headers.WwwAuthenticate.ToString()));
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? token)
    {
        using var client = _ehr.OpenBrowser();
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await client.GetAsync(path, TestContext.Current.CancellationToken);
    }
}
