using System.Net;
using System.Web;

namespace IdentityProvider.Tests.RelyingApps;

/// <summary>What the sample EHR lets in, and what not.</summary>
public sealed class EhrSignInTests : IAsyncLifetime
{
    private EhrInTest _ehr = null!;
    private HttpClient _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _ehr = await EhrInTest.StartAsync();
        _browser = _ehr.OpenBrowser();
    }

    public ValueTask DisposeAsync()
    {
        _browser.Dispose();
        return _ehr.DisposeAsync();
    }

    [Fact]
    public async Task A_user_who_signs_in_reaches_the_page_they_wanted_with_the_clinics_own_patients()
    {
        using var answer = await _ehr.SignInAsync(_browser, "/patients");
        Assert.Equal("/patients", answer.Headers.Location!.ToString());

        var patients = await ReadAsync("/patients");
        Assert.Contains("Harlan Voss", patients, StringComparison.Ordinal);
        Assert.DoesNotContain("Juniper Halloran", patients, StringComparison.Ordinal);
        Assert.Contains("Password and a code by text message", await ReadAsync("/you"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_request_carries_state_nonce_and_an_S256_challenge_and_nothing_of_the_library()
    {
        using var response = await _browser.GetAsync("/sign-in", TestContext.Current.CancellationToken);
        var sent = HttpUtility.ParseQueryString(response.Headers.Location!.Query);

        Assert.Equal(
            ["client_id", "code_challenge", "code_challenge_method", "nonce", "redirect_uri", "response_type", "scope", "state"],
            sent.AllKeys.Order(StringComparer.Ordinal));
        Assert.Equal(("code", "S256", 43), (sent["response_type"], sent["code_challenge_method"], sent["code_challenge"]!.Length));
    }

    [Fact]
    public async Task An_answer_this_browser_did_not_ask_for_is_refused()
    {
        using var attacker = _ehr.OpenBrowser();
        var state = await _ehr.LeaveAsync(attacker);

        await ExpectRefusalAsync(await EhrInTest.ReturnAsync(_browser, state), "This sign-in is not ours to finish");
    }

    [Fact]
    public async Task An_answer_is_used_once()
    {
        var state = await _ehr.LeaveAsync(_browser);
        using var first = await EhrInTest.ReturnAsync(_browser, state);
        using var second = await EhrInTest.ReturnAsync(_browser, state);

        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.BadRequest), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task An_answer_that_names_another_provider_is_refused() => await ExpectRefusalAsync(
        await EhrInTest.ReturnAsync(_browser, await _ehr.LeaveAsync(_browser), "https://other.example"), "We could not check this sign-in");

    [Theory]
    [InlineData("nonce", "of-another-trip")]
    [InlineData("audience", "another-app")]
    [InlineData("issuer", "https://other.example")]
    [InlineData("key", "")]
    public async Task An_ID_token_that_is_not_about_this_trip_is_refused(string spoilt, string value)
    {
        var state = await _ehr.LeaveAsync(_browser);
        _ehr.Provider.IdTokenClaims["nonce"] = spoilt == "nonce" ? value : _ehr.Provider.IdTokenClaims["nonce"];
        _ehr.Provider.IdTokenAudience = spoilt == "audience" ? value : _ehr.Provider.IdTokenAudience;
        _ehr.Provider.IdTokenIssuer = spoilt == "issuer" ? value : _ehr.Provider.IdTokenIssuer;
        _ehr.Provider.ForeignKey = spoilt == "key" ? ForgingProvider.KeyOfSomeoneElse() : null;

        await ExpectRefusalAsync(await EhrInTest.ReturnAsync(_browser, state), "We could not check this sign-in");
    }

    [Fact]
    public async Task Userinfo_about_another_user_lets_nobody_in()
    {
        _ehr.Provider.UserInfoSubject = "user-2";
        using var answer = await _ehr.SignInAsync(_browser);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.False(await IsSignedInAsync());
    }

    [Fact]
    public async Task A_clinic_the_EHR_does_not_serve_is_told_so()
    {
        _ehr.Provider.IdTokenClaims["practice_id"] = "NONE-0000";

        await ExpectRefusalAsync(await _ehr.SignInAsync(_browser), "Your clinic is not set up here");
    }

    [Fact]
    public async Task A_declined_sign_in_has_a_page_that_says_so()
    {
        var state = await _ehr.LeaveAsync(_browser);
        using var answer = await _browser.GetAsync(
            $"/signin-oidc?error=access_denied&state={state}&iss={Uri.EscapeDataString(ForgingProvider.Issuer)}", TestContext.Current.CancellationToken);

        await ExpectRefusalAsync(answer, "You have no access to this app", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_provider_that_is_down_is_a_page_to_try_again_from()
    {
        _ehr.Provider.IsDown = true;
        using var answer = await _browser.GetAsync("/sign-in", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData(@"/\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("")]
    public async Task Signing_in_never_leads_to_another_site(string returnPath)
    {
        using var answer = await _ehr.SignInAsync(_browser, returnPath);

        Assert.Equal("/schedule", answer.Headers.Location!.ToString());
    }

    private async Task ExpectRefusalAsync(HttpResponseMessage answer, string title, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains($"<h1>{title}</h1>", text, StringComparison.Ordinal);
        Assert.False(await IsSignedInAsync());
    }

    private async Task<bool> IsSignedInAsync()
    {
        using var answer = await _browser.GetAsync("/you", TestContext.Current.CancellationToken);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private Task<string> ReadAsync(string path) => _browser.GetStringAsync(path, TestContext.Current.CancellationToken);
}
