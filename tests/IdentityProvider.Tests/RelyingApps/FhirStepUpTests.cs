using System.Net;
using System.Net.Http.Headers;

namespace IdentityProvider.Tests.RelyingApps;

/// <summary>Prescriptions of the sample's FHIR API: RFC 9470 says what is missing, RFC 7662 whether the token was called back.</summary>
public sealed class FhirStepUpTests : IAsyncLifetime
{
    private EhrInTest _ehr = null!;

    public async ValueTask InitializeAsync() => _ehr = await EhrInTest.StartAsync();

    public ValueTask DisposeAsync() => _ehr.DisposeAsync();

    [Theory]
    [InlineData("urn:idp:acr:aal1", 0)]
    [InlineData("urn:idp:acr:aal1-td", 0)]
    [InlineData("urn:idp:acr:aal2", 16)]
    [Trait("Row", "B3")]
    public async Task A_weak_or_old_sign_in_hears_what_would_do(string acr, int minutesAgo)
    {
        using var answer = await GetAsync(acr, minutesAgo, isActive: true);
        var challenge = Assert.Single(answer.Headers.WwwAuthenticate).ToString();

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("error=\"insufficient_user_authentication\"", challenge, StringComparison.Ordinal);
        Assert.Contains("acr_values=\"urn:idp:acr:aal2\"", challenge, StringComparison.Ordinal);
        Assert.Contains("max_age=\"900\"", challenge, StringComparison.Ordinal);
        Assert.Equal(0, _ehr.Provider.Introspections);
    }

    [Theory]
    [InlineData("urn:idp:acr:aal2")]
    [InlineData("urn:idp:acr:aal2-phr")]
    public async Task A_second_factor_of_the_last_minutes_opens_them(string acr)
    {
        using var answer = await GetAsync(acr, minutesAgo: 3, isActive: true);

        Assert.Equal((HttpStatusCode.OK, 1), (answer.StatusCode, _ehr.Provider.Introspections));
    }

    [Fact]
    public async Task A_token_that_was_called_back_opens_nothing_whatever_its_signature_says()
    {
        using var answer = await GetAsync("urn:idp:acr:aal2", minutesAgo: 3, isActive: false);

        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer error=\"invalid_token\""), (answer.StatusCode, answer.Headers.WwwAuthenticate.ToString()));
    }

    private async Task<HttpResponseMessage> GetAsync(string acr, int minutesAgo, bool isActive)
    {
        _ehr.Provider.AccessTokenClaims["acr"] = acr;
        _ehr.Provider.AccessTokenClaims["auth_time"] = TimeProvider.System.GetUtcNow().AddMinutes(-minutesAgo).ToUnixTimeSeconds();
        _ehr.Provider.Introspected = isActive ? new(StringComparer.Ordinal) { ["aud"] = EhrInTest.Url + "/fhir" } : null;
        using var client = _ehr.OpenBrowser();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _ehr.Provider.AccessToken());
        return await client.GetAsync("/fhir/MedicationRequest?patient=lake-1", TestContext.Current.CancellationToken);
    }
}
