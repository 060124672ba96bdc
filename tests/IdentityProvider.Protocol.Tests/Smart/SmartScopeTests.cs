using IdentityProvider.Protocol.Smart;

namespace IdentityProvider.Protocol.Tests.Smart;

[Trait("Row", "B4")]
public class SmartScopeTests
{
    [Theory]
    [InlineData("patient/Observation.rs", "patient/Observation.rs")]
    [InlineData("user/*.cruds", "user/*.cruds")]
    [InlineData("system/Patient.r", "system/Patient.r")]
    [InlineData("patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory", "patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory")]
    [InlineData("patient/Observation.rs?status=final&category=laboratory", "patient/Observation.rs?category=laboratory&status=final")]
    [InlineData("patient/*.read", "patient/*.rs")]
    [InlineData("user/Condition.write", "user/Condition.cud")]
    [InlineData("patient/*.*", "patient/*.cruds")]
    public void A_clinical_scope_has_one_canonical_text(string value, string canonical) => Assert.Equal(canonical, SmartScope.Parse(value)?.ToString());

    [Theory]
    [InlineData("patient/Observation.sr")]
    [InlineData("patient/Observation.rr")]
    [InlineData("patient/Observation.")]
    [InlineData("patient/Observation")]
    [InlineData("patient/observation.rs")]
    [InlineData("Patient/Observation.rs")]
    [InlineData("clinic/Observation.rs")]
    [InlineData("patient/Observation.reads")]
    [InlineData("patient/Observation.rs?")]
    [InlineData("patient/Observation.rs?category")]
    [InlineData("patient/Observation.rs?category=")]
    [InlineData("patient/Observation.rs?=laboratory")]
    [InlineData("patient/Observation.read?category=laboratory")]
    [InlineData("xpatient/Observation.rs")]
    [InlineData("patient/Observation.rs\n")]
    [InlineData("launch/patient")]
    [InlineData("openid")]
    public void What_is_out_of_order_or_of_another_shape_is_no_clinical_scope(string value) => Assert.Null(SmartScope.Parse(value));

    [Theory]
    [InlineData("patient/Observation.sr", true)]
    [InlineData("user/*.anything", true)]
    [InlineData("launch/patient", false)]
    [InlineData("user/read", false)]
    public void Something_is_meant_as_a_clinical_scope_by_its_shape(string value, bool meant) => Assert.Equal(meant, SmartScope.IsMeantAsOne(value));

    [Theory]
    [InlineData("patient/*.rs", "patient/Observation.rs", true)]
    [InlineData("patient/*.rs", "patient/Observation.r", true)]
    [InlineData("patient/*.rs", "patient/Observation.rs?category=laboratory", true)]
    [InlineData("patient/*.read", "patient/Observation.rs", true)]
    [InlineData("patient/Observation.rs", "patient/Observation.read", true)]
    [InlineData("patient/Observation.r patient/*.s", "patient/Observation.rs", true)]
    [InlineData("patient/Observation.rs?category=laboratory", "patient/Observation.rs?category=laboratory&status=final", true)]
    [InlineData("patient/Observation.rs?category=laboratory", "patient/Observation.rs", false)]
    [InlineData("patient/Observation.rs?category=laboratory", "patient/Observation.rs?category=vital-signs", false)]
    [InlineData("patient/Observation.rs", "patient/*.rs", false)]
    [InlineData("patient/*.rs", "patient/Observation.cruds", false)]
    [InlineData("patient/*.rs", "user/Observation.rs", false)]
    [InlineData("user/*.cruds", "system/Observation.r", false)]
    [InlineData("patient/Observation.rs", "patient/Condition.rs", false)]
    [InlineData("openid", "patient/Condition.rs", false)]
    public void A_registered_scope_covers_what_is_narrower_and_nothing_else(string registered, string asked, bool covered) =>
        Assert.Equal(covered, Scope.Parse(asked)!.IsCoveredBy(Scope.Parse(registered)!));

    [Fact]
    public void Scopes_without_letters_are_covered_by_themselves_alone()
    {
        var registered = Scope.Parse("openid launch/patient patient/*.rs")!;

        Assert.True(Scope.Parse("openid launch/patient patient/Patient.r")!.IsCoveredBy(registered));
        Assert.False(Scope.Parse("openid launch patient/Patient.r")!.IsCoveredBy(registered));
    }

    [Fact]
    public void Without_a_patient_nothing_is_left_that_is_about_one()
    {
        var scope = Scope.Parse("openid launch/patient launch/encounter patient/*.rs user/*.rs")!;

        Assert.True(scope.NeedsPatient());
        Assert.Equal("openid user/*.rs", scope.WithoutPatient().ToString());
        Assert.False(scope.WithoutPatient().NeedsPatient());
    }
}
