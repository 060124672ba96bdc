using IdentityProvider.Access;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Smart;

/// <summary>SMART App Launch 2.2 §2.0.6: an app starts by itself, and asks whose record it shall open.</summary>
[Trait("Row", "B4")]
public sealed class StandaloneLaunchTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Scope = "openid fhirUser launch/patient patient/Observation.rs";

    private static readonly FhirPatient Own = new("p1", "Rosa Delgado");
    private static readonly FhirPatient Child = new("p2", "Mia Delgado");

    [Fact]
    public async Task A_patient_with_one_record_is_not_asked()
    {
        using var smart = await SmartTest.BeginAsync(idp);

        var tokens = await smart.TokensAsync(await smart.PatientAsync(Own), Scope);

        Assert.Equal(("p1", Scope), (tokens.Member("patient"), tokens.Member("scope")));
        Assert.Equal($"{smart.FhirBase}/Patient/p1", tokens.IdToken.Find("fhirUser"));
    }

    [Fact]
    public async Task A_patient_scope_alone_is_about_one_patient_too()
    {
        using var smart = await SmartTest.BeginAsync(idp);

        Assert.Equal("p1", (await smart.TokensAsync(await smart.PatientAsync(Own), "openid patient/Observation.rs")).Member("patient"));
    }

    [Fact]
    public async Task Whoever_looks_after_several_patients_chooses_one()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(smart.AuthorizeUrl(Scope), await smart.PatientAsync(Own, Child));

        Assert.Contains("Mia Delgado", browser.Page.Text, StringComparison.Ordinal);
        await browser.SendAsync(browser.Fill(new { Patient = "p2" }).With("Decision", "open"));

        Assert.Equal("p2", (await smart.App.RedeemAsync(browser.CallbackUrl)).Member("patient"));
    }

    [Fact]
    public async Task Somebody_elses_patient_cannot_be_chosen()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(smart.AuthorizeUrl(Scope), await smart.PatientAsync(Own, Child));

        await browser.SendAsync(browser.Fill(new { Patient = "p3" }).With("Decision", "open"));

        Assert.Null(browser.CallbackUrl);
        Assert.Contains("Choose a person", browser.Page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_opens_no_record_says_no_to_the_app()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(smart.AuthorizeUrl(Scope), await smart.PatientAsync(Own, Child));

        await browser.PressAsync("Do not open a record");

        Assert.Equal("access_denied", browser.Callback()["error"]);
    }

    [Fact]
    public async Task What_was_chosen_counts_for_this_user_and_session_alone()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(smart.AuthorizeUrl(Scope), await smart.PatientAsync(Own, Child));
        var request = browser.Page.Url.Query;

        // The answer is stored; the way on, where the code is, is not taken yet.
        using var stored = await browser.FetchAsync(browser.Fill(new { Patient = "p2" }).With("Decision", "open").ToRequest());

        using var other = idp.OpenBrowser();
        await other.SignInAsync($"/connect/authorize/resume{request}", await smart.PatientAsync(Own, new FhirPatient("p2", "Another person")));

        Assert.Equal("/connect/choose-patient", other.Page.Url.AbsolutePath);
    }

    [Fact]
    public async Task A_patient_without_a_record_gets_no_scope_about_one()
    {
        using var smart = await SmartTest.BeginAsync(idp);

        var tokens = await smart.TokensAsync(await smart.PatientAsync(), Scope);

        Assert.Equal(("openid fhirUser", null), (tokens.Member("scope"), tokens.Member("patient")));
    }

    [Fact]
    public async Task Staff_without_a_picker_get_no_scope_about_a_patient()
    {
        using var smart = await SmartTest.BeginAsync(idp);

        var tokens = await smart.TokensAsync(await smart.StaffAsync(), $"{Scope} user/Patient.rs");

        Assert.Equal("openid fhirUser user/Patient.rs", tokens.Member("scope"));
    }

    [Fact]
    public async Task Where_no_page_may_be_shown_the_app_hears_that_one_would_be_needed()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(smart.AuthorizeUrl("openid"), await smart.PatientAsync(Own, Child));

        await browser.GoToAsync(smart.AuthorizeUrl(Scope, ("prompt", "none")));

        Assert.Equal("interaction_required", browser.Callback()["error"]);
    }

    [Theory]
    [InlineData("https://counterfeit.example/fhir", "invalid_target")]
    [InlineData("", "invalid_request")]
    public async Task A_wrong_or_missing_FHIR_server_is_refused_before_anybody_signs_in(string aud, string error)
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(smart.AuthorizeUrl(Scope, ("aud", aud)));

        Assert.Equal(error, browser.Callback()["error"]);
    }

    [Theory]
    [InlineData("openid patient/Observation.sr")]
    [InlineData("openid system/Observation.rs")]
    [InlineData("openid patient/Observation.rs?category")]
    public async Task A_clinical_scope_that_is_none_here_is_an_invalid_scope(string scope)
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(smart.AuthorizeUrl(scope));

        Assert.Equal("invalid_scope", browser.Callback()["error"]);
    }

    [Fact]
    public async Task What_is_narrower_than_the_registration_is_granted_as_it_was_asked()
    {
        using var smart = await SmartTest.BeginAsync(idp, change: client => client.Scopes = ["openid", "launch/patient", "patient/*.read"]);
        const string Asked = "openid launch/patient patient/Observation.rs?category=laboratory patient/Condition.read";

        Assert.Equal(Asked, (await smart.TokensAsync(await smart.PatientAsync(Own), Asked)).Member("scope"));
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(smart.AuthorizeUrl("openid patient/Observation.cruds"));
        Assert.Equal("invalid_scope", browser.Callback()["error"]);
    }

    [Fact]
    public async Task Online_access_refreshes_as_long_as_the_session_lives()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(smart.AuthorizeUrl("openid online_access"), await smart.StaffAsync());
        var tokens = await smart.App.RefreshAsync((await smart.App.RedeemAsync(browser.CallbackUrl)).RefreshToken!);

        await browser.GoToAsync($"/connect/endsession?id_token_hint={tokens.IdToken.Raw}");

        using var after = await smart.App.SendRefreshAsync(tokens.RefreshToken!);
        Assert.Equal("invalid_grant", await after.ErrorAsync());
    }
}
