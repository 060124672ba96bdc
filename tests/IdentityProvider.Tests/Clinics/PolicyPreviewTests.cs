using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Clinics;

/// <summary>Product row B1: the effect of a policy is counted before it is saved.</summary>
public class PolicyPreviewTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly ClinicPolicy Saved = new();

    [Fact]
    public async Task People_are_counted_once_and_only_while_they_belong_to_the_clinic()
    {
        var clinic = await idp.Given.ClinicAsync();
        await idp.Given.PersonAsync((clinic, Role.Owner), (clinic, Role.Staff));
        await idp.Given.StaffAsync(clinic);
        await idp.Given.PatientAsync(clinic);
        await idp.Given.StaffAsync(await idp.Given.ClinicAsync());

        var effect = await CountAsync(clinic, Saved);

        Assert.Equal((2, true), (effect.Staff.People, effect.Staff.IsAsked));
        Assert.Equal((1, false), (effect.Patients.People, effect.Patients.IsAsked));
    }

    [Theory]
    [InlineData(Method.Email, 1)]
    [InlineData(Method.Text, 0)]
    public async Task Ready_is_who_has_a_factor_that_the_policy_allows(Method allowed, int ready)
    {
        var clinic = await idp.Given.ClinicAsync();
        await WithEmailFactorAsync(await idp.Given.StaffAsync(clinic));
        await idp.Given.StaffAsync(clinic);

        var effect = await CountAsync(clinic, Saved with { StaffMethods = [allowed] });

        Assert.Equal((ready, 2 - ready), (effect.Staff.Ready, effect.Staff.NotReady));
    }

    // The database counts by the same rule by which a sign-in decides (TrustedDevice.CountsFor).
    [Theory]
    [InlineData(14, ProofKind.Text, 20, 1)]
    [InlineData(14, ProofKind.Text, 14, 1)]
    [InlineData(14, ProofKind.Text, 13, 0)]
    [InlineData(14, ProofKind.Email, 1, 0)]
    [InlineData(0, ProofKind.Text, 1, 1)]
    public async Task A_browser_that_would_not_count_any_more_is_counted(int days, ProofKind earnedBy, int trustedDaysAgo, int losing)
    {
        var clinic = await idp.Given.ClinicAsync();
        var person = await idp.Given.StaffAsync(clinic);
        var device = await TrustedAsync(person, earnedBy, trustedDaysAgo);
        var proposed = Saved with { RememberStaffDays = days };
        var accepted = proposed.StaffMethods.Select(MethodProof.Of).ToHashSet();
        var now = idp.Clock.GetUtcNow();

        var effect = await CountAsync(clinic, proposed);

        var counted = device.CountsFor(30, Saved.StaffMethods.Select(MethodProof.Of).ToHashSet(), now) && !device.CountsFor(days, accepted, now);
        Assert.Equal(losing, counted ? 1 : 0);
        Assert.Equal((losing, losing), (effect.Staff.LosingTrust, effect.Staff.BrowsersLosingTrust));
    }

    private Task<PolicyEffect> CountAsync(Clinic clinic, ClinicPolicy proposed) =>
        idp.WithAsync((PolicyPreview preview) => preview.CountAsync(new PolicyVersion(clinic.Id, 1, Saved, changedBy: null, idp.Clock.GetUtcNow()), proposed, TestContext.Current.CancellationToken));

    private async Task WithEmailFactorAsync(Person person)
    {
        await using var db = idp.Database.Open();
        db.Factors.Add(Factor.Email(person.Id, idp.Clock.GetUtcNow()));
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private async Task<TrustedDevice> TrustedAsync(Person person, ProofKind earnedBy, int daysAgo)
    {
        await using var db = idp.Database.Open();
        var at = idp.Clock.GetUtcNow().AddDays(-daysAgo);
        var device = new TrustedDevice(person.Id, earnedBy, DeviceToken.Draw(), new BrowserSighting("Firefox", "Windows", "192.0.2.0"), at);
        db.TrustedDevices.Add(device);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return device;
    }
}
