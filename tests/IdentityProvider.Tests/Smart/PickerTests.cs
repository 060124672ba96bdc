using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;
using Microsoft.AspNetCore.WebUtilities;

namespace IdentityProvider.Tests.Smart;

/// <summary>An app starts by itself, and staff choose its patient at the EHR.</summary>
[Trait("Row", "B4")]
public sealed class PickerTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Scope = "openid fhirUser launch/patient patient/Observation.rs";
    private const string Picker = "https://ehr.example/pick?from=idp";

    [Fact]
    public async Task Staff_choose_at_the_EHR_and_the_app_gets_what_they_chose()
    {
        using var smart = await SmartTest.BeginAsync(idp, Picker);
        var person = await smart.StaffAsync();
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(smart.AuthorizeUrl($"{Scope} launch/encounter"), person);
        var request = RequestOf(browser);

        using var picked = await smart.PrepareAsync(smart.OpenAt(person, new { request, patient = "p7" }));
        await browser.GoToAsync(await picked.MemberAsync("resume"));
        var tokens = await smart.App.RedeemAsync(browser.CallbackUrl);

        // No encounter was chosen, so the scope for one is not granted.
        Assert.Equal(("p7", Scope), (tokens.Member("patient"), tokens.Member("scope")));
    }

    [Fact]
    public async Task What_somebody_else_chose_does_not_count()
    {
        using var smart = await SmartTest.BeginAsync(idp, Picker);
        var (person, somebodyElse) = (await smart.StaffAsync(), await smart.StaffAsync());
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(smart.AuthorizeUrl(Scope), person);
        var request = RequestOf(browser);

        using var picked = await smart.PrepareAsync(smart.OpenAt(somebodyElse, new { request, patient = "p7" }));
        await browser.GoToAsync(await picked.MemberAsync("resume"));

        Assert.Equal(request, RequestOf(browser));
    }

    [Fact]
    public async Task What_was_chosen_in_another_clinic_does_not_count()
    {
        using var smart = await SmartTest.BeginAsync(idp, Picker);
        var (person, elsewhere) = (await smart.StaffAsync(), await idp.Given.ClinicAsync(ConnectTest.PasswordOnly));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(smart.AuthorizeUrl(Scope), person);
        var request = RequestOf(browser);

        using var picked = await smart.PrepareAsync(smart.OpenAt(person, new { request, clinic_id = elsewhere.Id, patient = "p7" }));
        await browser.GoToAsync(await picked.MemberAsync("resume"));

        Assert.Equal(request, RequestOf(browser));
    }

    [Fact]
    public async Task A_picker_of_an_EHR_with_pairwise_names_answers_under_its_own_name_for_the_user()
    {
        using var smart = await SmartTest.BeginAsync(idp, Picker, changeEhr: SmartTest.KnowsPeoplePairwise);
        var person = await smart.StaffAsync();
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(smart.AuthorizeUrl(Scope), person);
        var (request, name) = (RequestOf(browser), await smart.NameAtEhrAsync(person));

        using var picked = await smart.PrepareAsync(smart.OpenAt(person, new { request, sub = name, patient = "p7" }));
        await browser.GoToAsync(await picked.MemberAsync("resume"));

        Assert.Equal("p7", (await smart.App.RedeemAsync(browser.CallbackUrl)).Member("patient"));
    }

    [Fact]
    public async Task A_picker_cannot_answer_a_request_that_is_not_there()
    {
        using var smart = await SmartTest.BeginAsync(idp, Picker);

        using var answer = await smart.PrepareAsync(smart.OpenAt(await smart.StaffAsync(), new { request = Guid.Empty, patient = "p7" }));

        Assert.Equal("invalid_request", await answer.ErrorAsync());
    }

    private static Guid RequestOf(Browser browser)
    {
        Assert.StartsWith(Picker, browser.CallbackUrl!.ToString(), StringComparison.Ordinal);
        return Guid.Parse(QueryHelpers.ParseQuery(browser.CallbackUrl.Query)["r"].ToString());
    }
}
