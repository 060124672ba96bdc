using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using IdentityProvider.Access;
using IdentityProvider.Protocol;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IdentityProvider.Tests.Smart;

/// <summary>What Inferno's public SMART App Launch kit looks at when an app signs somebody in. The numbers are those of its list of expectations.</summary>
[Trait("Row", "B4")]
public sealed class InfernoTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Standalone = "openid fhirUser launch/patient offline_access patient/Patient.rs patient/Observation.rs";

    private static readonly FhirPatient Own = new("p1", "Rosa Delgado");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Inferno_1_the_well_known_document_has_the_required_members_and_no_plain_PKCE()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var document = await smart.DocumentAsync("/.well-known/smart-configuration");

        Assert.All(
            ["authorization_endpoint", "token_endpoint", "issuer", "jwks_uri", "introspection_endpoint", "revocation_endpoint", "management_endpoint"],
            name => Assert.True(Uri.IsWellFormedUriString(document.GetProperty(name).GetString(), UriKind.Absolute), name));
        Assert.Contains("authorization_code", Texts(document, "grant_types_supported"));
        Assert.Contains("client_credentials", Texts(document, "grant_types_supported"));
        Assert.Equal(["S256"], Texts(document, "code_challenge_methods_supported"));
        Assert.Contains("RS384", Texts(document, "token_endpoint_auth_signing_alg_values_supported"));
        Assert.Contains("ES384", Texts(document, "token_endpoint_auth_signing_alg_values_supported"));
    }

    [Fact]
    public async Task Inferno_2_browser_apps_may_read_the_token_endpoint()
    {
        using var smart = await SmartTest.BeginAsync(idp, change: client =>
        {
            client.AuthMethod = ClientAuthMethod.None;
            client.CorsOrigins = ["https://app.example"];
        });
        using var http = new HttpClient { BaseAddress = idp.Issuer };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token")
        {
            Content = new FormUrlEncodedContent([new("client_id", smart.App.ClientId), new("grant_type", "refresh_token"), new("refresh_token", "x")]),
        };
        request.Headers.Add("Origin", "https://app.example");

        using var answer = await http.SendAsync(request, Ct);

        Assert.Equal("https://app.example", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task Inferno_3_the_token_response_has_what_was_asked_and_nobody_keeps_it()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(smart.AuthorizeUrl(Standalone), await smart.PatientAsync(Own));

        using var answer = await smart.App.SendCodeAsync(smart.App.CodeOf(browser.CallbackUrl));
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);

        Assert.Equal(("no-store", "no-cache"), (answer.Headers.CacheControl!.ToString(), answer.Headers.Pragma.ToString()));
        Assert.Equal("bearer", body.GetProperty("token_type").GetString(), ignoreCase: true);
        Assert.InRange(body.GetProperty("expires_in").GetInt32(), 1, 3600);
        Assert.Equal(Standalone, body.GetProperty("scope").GetString());
        Assert.Equal("p1", body.GetProperty("patient").GetString());
    }

    [Fact]
    public async Task Inferno_3_a_refresh_works_with_and_without_a_scope()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var tokens = await smart.TokensAsync(await smart.PatientAsync(Own), Standalone);

        var plain = await smart.App.RefreshAsync(tokens.RefreshToken!);
        using var narrowed = await smart.App.SendRefreshAsync(plain.RefreshToken!, ("scope", "openid launch/patient patient/Patient.rs"));

        Assert.Equal((Standalone, "p1"), (plain.Member("scope"), plain.Member("patient")));
        Assert.Equal("no-cache", narrowed.Headers.Pragma.ToString());
        Assert.Equal("openid launch/patient patient/Patient.rs", await narrowed.MemberAsync("scope"));
    }

    [Fact]
    public async Task Inferno_4_the_ID_token_is_signed_with_RS256_by_a_published_key_and_names_a_person()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var metadata = await smart.DocumentAsync("/.well-known/openid-configuration");
        var keys = await smart.DocumentAsync("/.well-known/openid-configuration/jwks");
        var tokens = await smart.TokensAsync(await smart.PatientAsync(Own), Standalone);
        var idToken = new JsonWebToken(tokens.IdToken.Raw);

        Assert.All(
            ["authorization_endpoint", "token_endpoint", "jwks_uri", "response_types_supported", "subject_types_supported"],
            name => Assert.True(metadata.TryGetProperty(name, out _), name));
        Assert.Contains("RS256", Texts(metadata, "id_token_signing_alg_values_supported"));
        Assert.Equal("RS256", idToken.Alg);
        Assert.Contains(keys.GetProperty("keys").EnumerateArray(), key => key.GetProperty("kid").GetString() == idToken.Kid && key.GetProperty("kty").GetString() == "RSA");
        Assert.InRange(idToken.Subject.Length, 1, 255);
        Assert.Matches("^https?://.+/(Patient|Practitioner|RelatedPerson|Person)/[A-Za-z0-9.-]+$", tokens.IdToken.Find("fhirUser"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong-verifier-wrong-verifier-wrong-verifier-wrong")]
    [InlineData("challenge")]
    public async Task Inferno_6_a_missing_blank_wrong_or_plain_verifier_gets_nothing(string? verifier)
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(smart.AuthorizeUrl(Standalone), await smart.PatientAsync(Own));
        var code = smart.App.CodeOf(browser.CallbackUrl);
        var sent = verifier == "challenge" ? Pkce.ChallengeFor(code.Verifier) : verifier;

        using var answer = await smart.App.PostAsync(
            "/connect/token",
            [
                ("grant_type", "authorization_code"), ("code", code.Code), ("redirect_uri", smart.App.RedirectUri),
                .. sent is null ? Array.Empty<(string, string)>() : [("code_verifier", sent)],
            ]);

        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized });
    }

    [Fact]
    public async Task Inferno_6_a_plain_challenge_and_a_wrong_refresh_token_are_refused()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(smart.AuthorizeUrl(Standalone, ("code_challenge_method", "plain")));
        using var refresh = await smart.App.SendRefreshAsync("not-a-refresh-token");

        Assert.Equal("invalid_request", browser.Callback()["error"]);
        Assert.Equal("invalid_grant", await refresh.ErrorAsync());
    }

    [Fact]
    public async Task Inferno_8_a_refresh_token_of_an_app_lives_three_months_unused()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var tokens = await smart.TokensAsync(await smart.PatientAsync(Own), Standalone);

        idp.Clock.Advance(TimeSpan.FromDays(90) - TimeSpan.FromMinutes(1));

        Assert.NotNull((await smart.App.RefreshAsync(tokens.RefreshToken!)).RefreshToken);
    }

    [Fact]
    public async Task Inferno_8_a_user_can_say_no_and_can_choose_single_scopes()
    {
        const string Wanted = "openid launch/patient patient/Condition.rs patient/Observation.rs?category=laboratory";
        using var smart = await SmartTest.BeginAsync(idp, change: client => client.IsThirdParty = true);
        var person = await smart.PatientAsync(Own);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(smart.AuthorizeUrl(Wanted), person);

        await browser.SendAsync(browser.Leaving("patient/Observation.rs?category=laboratory"));
        var tokens = await smart.App.RedeemAsync(browser.CallbackUrl);

        Assert.Equal("openid launch/patient patient/Observation.rs?category=laboratory", tokens.Member("scope"));
        await browser.GoToAsync(smart.AuthorizeUrl(Wanted, ("prompt", "consent")));
        await browser.SendAsync(browser.Fill(new { Allowed = "-" }).With("Decision", "deny"));
        Assert.Equal("access_denied", browser.Callback()["error"]);
    }

    [Fact]
    public async Task Inferno_8_native_apps_get_refresh_tokens()
    {
        using var smart = await SmartTest.BeginAsync(idp, change: client => (client.AuthMethod, client.IsNative) = (ClientAuthMethod.None, true));

        Assert.NotNull((await smart.TokensAsync(await smart.PatientAsync(Own), Standalone)).RefreshToken);
    }

    [Fact]
    public async Task Inferno_9_every_required_capability_is_there()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var document = await smart.DocumentAsync($"/.well-known/smart-configuration?base={Uri.EscapeDataString(smart.FhirBase)}");
        string[] required =
        [
            "launch-standalone", "launch-ehr", "client-public", "client-confidential-symmetric", "client-confidential-asymmetric", "sso-openid-connect",
            "context-banner", "context-style", "context-ehr-patient", "context-ehr-encounter", "context-standalone-patient",
            "permission-offline", "permission-patient", "permission-user", "authorize-post", "permission-v1", "permission-v2",
        ];

        Assert.Superset(required.ToHashSet(StringComparer.Ordinal), Texts(document, "capabilities").ToHashSet(StringComparer.Ordinal)!);
    }

    [Fact]
    public async Task Inferno_9_an_EHR_launch_asks_by_POST_and_with_scopes_of_version_1()
    {
        const string Scope = "openid fhirUser launch patient/*.read user/*.write offline_access";
        using var smart = await SmartTest.BeginAsync(idp);
        var person = await smart.StaffAsync();
        var launch = await smart.LaunchAsync(person);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(smart.AuthorizeUrl("openid"), person);

        var url = new Uri(idp.Issuer, smart.AuthorizeUrl(Scope, ("launch", launch)));
        await browser.SendAsync(new FilledForm(HttpMethod.Post, new Uri(idp.Issuer, "/connect/authorize"), [.. Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(url.Query)
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString()))]));
        var tokens = await smart.App.RedeemAsync(browser.CallbackUrl);

        Assert.Equal((Scope, "p1"), (tokens.Member("scope"), tokens.Member("patient")));
    }

    private static IEnumerable<string?> Texts(JsonElement document, string member) => document.GetProperty(member).EnumerateArray().Select(value => value.GetString());
}
