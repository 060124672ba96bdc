using System.Globalization;
using IdentityProvider.Clinics;
using IdentityProvider.Connect;
using IdentityProvider.Protocol;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Connect;

public class ScopeWordsTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Theory]
    [InlineData("patient/Observation.rs", RoleGroup.Patient, "See test results and measurements", "In the record you choose.")]
    [InlineData("patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory", RoleGroup.Patient,
        "See test results and measurements", "In the record you choose. Only this part: laboratory.")]
    [InlineData("patient/*.read", RoleGroup.Staff, "See everything in the record", "In the record of the patient who is open.")]
    [InlineData("user/MedicationRequest.cud", RoleGroup.Staff, "Add and change prescriptions", "In every record that you may see yourself.")]
    [InlineData("user/BodyStructure.cruds", RoleGroup.Staff, "See, add and change BodyStructure", "In every record that you may see yourself.")]
    [InlineData("email", null, "Your e-mail address", null)]
    [InlineData("api:read", null, "The permission api:read of another system", null)]
    public void A_scope_reads_like_a_sentence(string scope, RoleGroup? reader, string title, string? detail)
    {
        CultureInfo.CurrentUICulture = new CultureInfo("en-US");

        var line = Assert.Single(idp.Services.GetRequiredService<ScopeWords>().Of(Scope.Parse(scope)!, reader));

        Assert.Equal((title, detail), (line.Title, line.Detail));
    }
}
