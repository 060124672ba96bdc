using System.Net;
using IdentityProvider.Access;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Smart;

/// <summary>A clinic takes away whose record somebody may open, or says that they are somebody else: apps lose it in the same moment.</summary>
[Trait("Row", "B4")]
public sealed class TakenAwayRecordTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Scope = "openid fhirUser offline_access launch/patient patient/Observation.rs";

    private static readonly FhirPatient Own = new("p1", "Rosa Delgado");
    private static readonly FhirPatient Child = new("p2", "Mia Delgado");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_record_that_is_taken_away_is_gone_for_every_app_and_giving_it_back_brings_no_access_back()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var person = await smart.PatientAsync(Own, Child);
        var tokens = await OpenAsync(smart, person, Child);

        await IdentifyAsync(smart, person, "Patient/p1", Own);
        await HasNothingAsync(smart, tokens);

        await IdentifyAsync(smart, person, "Patient/p1", Own, Child);
        await HasNothingAsync(smart, tokens);
        Assert.Equal(GrantEnd.RecordTakenAway, (await idp.GrantOfAsync(smart.App)).EndReason);
        Assert.Contains("fhir-identity.changed", await idp.AuditTrailAsync(person));
    }

    [Fact]
    public async Task What_stays_theirs_stays_with_the_app()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var person = await smart.PatientAsync(Own, Child);
        var tokens = await OpenAsync(smart, person, Own);

        await IdentifyAsync(smart, person, "Patient/p1", Own);

        Assert.Equal(HttpStatusCode.OK, (await smart.App.UserInfoAsync(tokens.AccessToken)).StatusCode);
        Assert.Equal("p1", (await smart.App.RefreshAsync(tokens.RefreshToken!)).Member("patient"));
    }

    [Fact]
    public async Task Whoever_is_forgotten_has_no_app_left_and_a_stranger_cannot_be_forgotten()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var person = await smart.PatientAsync(Own);
        var tokens = await smart.TokensAsync(person, Scope);

        Assert.NotNull(await RunAsync(errands => errands.ForgetAsync("nobody@mail.example", smart.Clinic.PracticeId, smart.FhirBase, Ct)));
        Assert.Equal(HttpStatusCode.OK, (await smart.App.UserInfoAsync(tokens.AccessToken)).StatusCode);
        Assert.Null(await RunAsync(errands => errands.ForgetAsync(person.Email, smart.Clinic.PracticeId, smart.FhirBase, Ct)));

        await HasNothingAsync(smart, tokens);
    }

    [Fact]
    public async Task A_row_that_is_gone_by_whatever_way_is_enough()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var person = await smart.PatientAsync(Own);
        var tokens = await smart.TokensAsync(person, Scope);

        await idp.WithAsync<IdpDbContext, int>(db => db.FhirIdentities.Where(i => i.FhirBase == smart.FhirBase).ExecuteDeleteAsync(Ct));

        await HasNothingAsync(smart, tokens);
    }

    [Fact]
    public async Task A_code_on_its_way_opens_nothing_any_more()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var person = await smart.PatientAsync(Own);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(smart.AuthorizeUrl(Scope), person);

        await IdentifyAsync(smart, person, "Patient/p9");

        Assert.Equal("invalid_grant", await (await smart.App.SendCodeAsync(smart.App.CodeOf(browser.CallbackUrl))).ErrorAsync());
    }

    [Fact]
    public async Task Staff_who_are_another_practitioner_now_sign_in_to_the_app_again()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var person = await smart.StaffAsync("Practitioner/anna");
        var named = await smart.TokensAsync(person, "openid fhirUser offline_access");

        await IdentifyAsync(smart, person, "Practitioner/anna");
        Assert.Equal(HttpStatusCode.OK, (await smart.App.UserInfoAsync(named.AccessToken)).StatusCode);

        await IdentifyAsync(smart, person, "Practitioner/berta");
        await HasNothingAsync(smart, named);
        Assert.Equal($"{smart.FhirBase}/Practitioner/berta", (await smart.TokensAsync(person, "openid fhirUser")).IdToken.Find("fhirUser"));
    }

    [Fact]
    public async Task What_an_EHR_opens_for_a_patient_must_be_the_patients_own_record()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var person = await smart.PatientAsync(Own);

        var launch = await smart.LaunchAsync(person, new { patient = "p7" });
        Assert.Equal("access_denied", await smart.ErrorAsync(person, "openid launch", ("launch", launch)));

        var own = await smart.LaunchAsync(person);
        Assert.Equal("p1", (await smart.TokensAsync(person, "openid launch", ("launch", own))).Member("patient"));
    }

    private async Task<Tokens> OpenAsync(SmartTest smart, Person person, FhirPatient patient)
    {
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(smart.AuthorizeUrl(Scope), person);
        await browser.SendAsync(browser.Fill(new { Patient = patient.Id }).With("Decision", "open"));
        var tokens = await smart.App.RedeemAsync(browser.CallbackUrl);
        Assert.Equal(patient.Id, tokens.Member("patient"));
        Assert.Equal(HttpStatusCode.OK, (await smart.App.UserInfoAsync(tokens.AccessToken)).StatusCode);
        return tokens;
    }

    private static async Task HasNothingAsync(SmartTest smart, Tokens tokens)
    {
        Assert.Equal("invalid_grant", await (await smart.App.SendRefreshAsync(tokens.RefreshToken!)).ErrorAsync());
        Assert.False((await smart.App.IntrospectAsync(tokens.AccessToken)).GetProperty("active").GetBoolean());
        Assert.False((await smart.App.IntrospectAsync(tokens.RefreshToken!)).GetProperty("active").GetBoolean());
        Assert.Equal(HttpStatusCode.Unauthorized, (await smart.App.UserInfoAsync(tokens.AccessToken)).StatusCode);
    }

    private async Task IdentifyAsync(SmartTest smart, Person person, string reference, params FhirPatient[] patients) =>
        Assert.Null(await RunAsync(errands => errands.IdentifyAsync(
            new FhirIdentification(person.Email, smart.Clinic.PracticeId, smart.FhirBase, reference, [.. patients.Select(patient => $"{patient.Id}={patient.Name}")]), Ct)));

    private Task<string?> RunAsync(Func<FhirErrands, Task<string?>> run) => idp.WithAsync(run);
}
