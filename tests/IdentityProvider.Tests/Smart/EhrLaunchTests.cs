using System.Net;
using System.Text.Json;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IdentityProvider.Tests.Smart;

/// <summary>SMART App Launch 2.2 §2.0.3: an EHR opens an app and says what is open there.</summary>
[Trait("Row", "B4")]
public sealed class EhrLaunchTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Scope = "openid fhirUser launch patient/*.rs offline_access";

    [Fact]
    public async Task An_app_that_an_EHR_opens_learns_all_that_is_open_there()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var person = await smart.StaffAsync();
        var launch = await smart.LaunchAsync(person, new
        {
            encounter = "e1",
            need_patient_banner = false,
            intent = "reconcile-medications",
            smart_style_url = "https://ehr.example/style.json",
            tenant = "clinic-9",
            fhirContext = new[] { new { reference = "ImagingStudy/9" } },
        });

        var tokens = await smart.TokensAsync(person, Scope, ("launch", launch));

        Assert.Equal(("p1", "e1", "reconcile-medications"), (tokens.Member("patient"), tokens.Member("encounter"), tokens.Member("intent")));
        Assert.Equal(("https://ehr.example/style.json", "clinic-9"), (tokens.Member("smart_style_url"), tokens.Member("tenant")));
        Assert.Equal(JsonValueKind.False, tokens.Body.GetProperty("need_patient_banner").ValueKind);
        Assert.Equal("""[{"reference":"ImagingStudy/9"}]""", tokens.Body.GetProperty("fhirContext").GetRawText());
        Assert.Equal(Scope, tokens.Member("scope"));
        Assert.Equal($"{smart.FhirBase}/Practitioner/anna", tokens.IdToken.Find("fhirUser"));
    }

    [Fact]
    public async Task The_context_comes_again_with_every_refresh_and_stands_in_the_access_token()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var person = await smart.StaffAsync();
        var first = await smart.TokensAsync(person, Scope, ("launch", await smart.LaunchAsync(person)));

        var second = await smart.App.RefreshAsync(first.RefreshToken!);
        using var narrowed = await smart.App.SendRefreshAsync(second.RefreshToken!, ("scope", "openid"));

        Assert.Equal("p1", second.Member("patient"));
        var access = new JsonWebToken(second.AccessToken);
        Assert.Equal(("p1", $"{smart.FhirBase}/Practitioner/anna"), (access.GetPayloadValue<string>("patient"), access.GetPayloadValue<string>("fhirUser")));
        Assert.Equal(HttpStatusCode.OK, narrowed.StatusCode);
        Assert.DoesNotContain("\"patient\"", await narrowed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Userinfo_names_the_user_as_the_FHIR_server_knows_them()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var tokens = await smart.TokensAsync(await smart.StaffAsync(), "openid fhirUser");

        using var answer = await smart.App.UserInfoAsync(tokens.AccessToken);

        Assert.Equal($"{smart.FhirBase}/Practitioner/anna", await answer.MemberAsync("fhirUser"));
    }

    [Fact]
    public async Task Whoever_is_nobody_on_the_FHIR_server_signs_in_without_the_scope()
    {
        using var smart = await SmartTest.BeginAsync(idp);

        var tokens = await smart.TokensAsync(await smart.StaffAsync(reference: null), "openid fhirUser user/*.rs");

        Assert.Equal("openid user/*.rs", tokens.Member("scope"));
        Assert.Null(tokens.IdToken.Find("fhirUser"));
    }

    [Fact]
    public async Task A_launch_is_good_once()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var person = await smart.StaffAsync();
        var launch = await smart.LaunchAsync(person);
        await smart.TokensAsync(person, Scope, ("launch", launch));

        Assert.Equal("invalid_request", await smart.ErrorAsync(person, Scope, ("launch", launch)));
    }

    [Fact]
    public async Task Of_twenty_requests_with_one_launch_at_once_exactly_one_gets_a_code()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var browser = idp.OpenBrowser();
        var person = await smart.StaffAsync();
        await browser.SignInAsync(smart.AuthorizeUrl("openid"), person);
        var url = smart.AuthorizeUrl(Scope, ("launch", await smart.LaunchAsync(person)));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var tab = browser.OpenTab();
            await tab.GoToAsync(url);
            return tab.Callback();
        }));

        Assert.Single(answers, answer => answer.ContainsKey("code"));
        Assert.Equal(19, answers.Count(answer => answer.GetValueOrDefault("error") == "invalid_request"));
    }

    [Theory]
    [InlineData(299, true)]
    [InlineData(300, false)]
    public async Task A_launch_is_for_the_next_five_minutes(int seconds, bool good)
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var person = await smart.StaffAsync();
        var launch = await smart.LaunchAsync(person);
        idp.Clock.Advance(TimeSpan.FromSeconds(seconds));
        using var browser = idp.OpenBrowser();

        await browser.SignInAsync(smart.AuthorizeUrl(Scope, ("launch", launch)), person);

        Assert.Equal(good, browser.Callback().ContainsKey("code"));
    }

    [Fact]
    public async Task Signing_in_may_take_longer_than_a_launch_lives()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var person = await smart.StaffAsync();
        var launch = await smart.LaunchAsync(person);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(smart.AuthorizeUrl(Scope, ("launch", launch)));
        await browser.SubmitAsync(new { person.Email });
        idp.Clock.Advance(TimeSpan.FromMinutes(12));
        await browser.SubmitAsync(new { person.Password });

        Assert.Equal("p1", (await smart.App.RedeemAsync(browser.CallbackUrl)).Member("patient"));
    }

    [Theory]
    [InlineData("unknown-unknown-unknown-unknown-unknown-unknow")]
    [InlineData("x")]
    public async Task A_launch_that_nobody_prepared_opens_nothing(string launch)
    {
        using var smart = await SmartTest.BeginAsync(idp);

        Assert.Equal("invalid_request", await smart.ErrorAsync(await smart.StaffAsync(), Scope, ("launch", launch)));
    }

    [Fact]
    public async Task A_launch_opens_only_the_app_user_clinic_and_server_it_was_prepared_for()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var other = await SmartTest.BeginAsync(idp);
        var (anna, ben) = (await smart.StaffAsync(), await smart.StaffAsync());
        var forAnotherApp = await smart.LaunchAsync(anna, new { client_id = other.App.ClientId });
        var forBen = await smart.LaunchAsync(ben);
        var forAnotherClinic = await smart.LaunchAsync(anna, new { clinic_id = other.Clinic.Id });
        var onAnotherServer = await other.LaunchAsync(anna, new { clinic_id = smart.Clinic.Id });

        Assert.Equal("invalid_request", await smart.ErrorAsync(anna, Scope, ("launch", forAnotherApp)));
        Assert.Equal("access_denied", await smart.ErrorAsync(anna, Scope, ("launch", forBen)));
        Assert.Equal("access_denied", await smart.ErrorAsync(anna, Scope, ("launch", forAnotherClinic)));
        Assert.Equal("invalid_request", await smart.ErrorAsync(anna, Scope, ("launch", onAnotherServer)));

        // Trying it did not use it up.
        Assert.Equal("p1", (await smart.TokensAsync(ben, Scope, ("launch", forBen))).Member("patient"));
    }

    [Fact]
    public async Task An_EHR_with_pairwise_names_opens_an_app_for_the_user_it_knows_and_for_nobody_else()
    {
        using var smart = await SmartTest.BeginAsync(idp, changeEhr: SmartTest.KnowsPeoplePairwise);
        var (anna, ben) = (await smart.StaffAsync(), await smart.StaffAsync());
        var name = await smart.NameAtEhrAsync(anna);
        var launch = await smart.LaunchAsync(anna, new { sub = name });
        var byOurId = await smart.LaunchAsync(anna);

        Assert.NotEqual(anna.Id.ToString(), name);
        Assert.Equal("access_denied", await smart.ErrorAsync(ben, Scope, ("launch", launch)));
        Assert.Equal("access_denied", await smart.ErrorAsync(anna, Scope, ("launch", byOurId)));
        Assert.Equal("p1", (await smart.TokensAsync(anna, Scope, ("launch", launch))).Member("patient"));
    }

    [Fact]
    public async Task A_launch_ends_with_the_EHR_that_prepared_it()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var other = await SmartTest.BeginAsync(idp);
        var person = await smart.StaffAsync();
        var (first, second) = (await smart.LaunchAsync(person), await smart.LaunchAsync(person));

        await smart.HandOverAsync(other.Ehr);
        Assert.Equal("invalid_request", await smart.ErrorAsync(person, Scope, ("launch", first)));

        await smart.HandOverAsync(smart.Ehr);
        await idp.ChangeClientAsync(smart.Ehr, client => client.Disable(idp.Clock.GetUtcNow()));
        Assert.Equal("access_denied", await smart.ErrorAsync(person, Scope, ("launch", second)));
    }

    [Fact]
    public async Task The_scope_launch_without_a_launch_is_refused_and_a_launch_without_the_scope_says_nothing()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        using var browser = idp.OpenBrowser();
        var person = await smart.StaffAsync();
        var launch = await smart.LaunchAsync(person);

        await browser.GoToAsync(smart.AuthorizeUrl(Scope));
        Assert.Equal("invalid_request", browser.Callback()["error"]);

        Assert.Null((await smart.TokensAsync(person, "openid user/*.rs", ("launch", launch))).Member("patient"));
    }
}
