using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Smart;

/// <summary>What an operator writes down: FHIR servers, and who people are on them.</summary>
[Trait("Row", "B4")]
public sealed class FhirCommandTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_is_registered_once_and_changed_afterwards()
    {
        var clinic = await idp.Given.ClinicAsync(ConnectTest.PasswordOnly);
        const string Base = "https://registered.example/fhir";

        Assert.Null(await RunAsync(errands => errands.RegisterAsync(new FhirRegistration(Base, "First", null, null, []), Ct)));
        Assert.Null(await RunAsync(errands => errands.RegisterAsync(new FhirRegistration(Base, "Second", null, "https://registered.example/pick", [clinic.PracticeId]), Ct)));

        var server = await idp.WithAsync<IdpDbContext, Resource>(db => db.Resources.AsNoTracking().SingleAsync(r => r.Id == Base, Ct));
        Assert.Equal(("Second", "https://registered.example/pick", false), (server.Name, server.PickerUrl, server.ServesEveryClinic));
        Assert.Equal([clinic.Id], server.Clinics);
    }

    [Theory]
    [InlineData("ehr.example/fhir", null, null, "absolute")]
    [InlineData("https://ehr.example/fhir#x", null, null, "absolute")]
    [InlineData("https://ehr.example/fhir", "nobody", null, "No client")]
    [InlineData("https://ehr.example/fhir", null, "NONE-0000", "does not exist")]
    public async Task What_is_wrong_is_said_in_a_sentence(string address, string? owner, string? practice, string words)
    {
        var wanted = new FhirRegistration(address, "Name", owner, null, practice is null ? [] : [practice]);

        Assert.Contains(words, await RunAsync(errands => errands.RegisterAsync(wanted, Ct)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patient_is_identified_and_signs_in_to_the_record()
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var person = await idp.Given.PatientAsync(smart.Clinic);

        Assert.Null(await RunAsync(errands => errands.IdentifyAsync(
            new FhirIdentification(person.Email, smart.Clinic.PracticeId, smart.FhirBase, "Patient/p9", ["p9=Pat Nine"]), Ct)));

        Assert.Equal("p9", (await smart.TokensAsync(person, "openid launch/patient")).Member("patient"));
    }

    [Theory]
    [InlineData("Organization/1", "p9=Pat")]
    [InlineData("Patient/p9", "p9")]
    [InlineData("Practitioner/1", "p9=Pat")]
    public async Task Somebody_who_cannot_be_identified_so_is_not(string reference, string patient)
    {
        using var smart = await SmartTest.BeginAsync(idp);
        var person = await smart.StaffAsync(reference: null);

        Assert.NotNull(await RunAsync(errands => errands.IdentifyAsync(
            new FhirIdentification(person.Email, smart.Clinic.PracticeId, smart.FhirBase, reference, [patient]), Ct)));
    }

    private Task<string?> RunAsync(Func<FhirErrands, Task<string?>> run) =>
        idp.WithAsync(run);
}
