using IdentityProvider.Clinics;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.SignIn;

/// <summary>What a clinic asks of somebody is read in two ways, alone and together with the person. Both have to say the same.</summary>
public class PlacesAgreeTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_clinic_that_never_saved_a_policy() => await AgreeAsync(await idp.Given.ClinicAsync());

    [Fact]
    public async Task Of_the_newest_of_several_versions()
    {
        var clinic = await idp.Given.ClinicAsync();
        for (var digits = 5; digits <= 8; digits++)
        {
            await idp.Given.PolicyAsync(clinic, new ClinicPolicy { CodeLength = digits });
        }

        Assert.Equal(8, (await AgreeAsync(clinic)).Policy.CodeLength);
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public async Task Of_an_exemption_that_runs_was_taken_back_or_is_over(bool isTakenBack, bool isOver, bool counts)
    {
        var clinic = await idp.Given.ClinicAsync(new ClinicPolicy { Require = MfaRequirement.Staff });
        var terms = await AgreeAsync(clinic, async (exemptions, person) =>
        {
            var granted = await exemptions.GrantAsync(clinic.Id, person.Id, "Waits for a new phone", idp.Clock.GetUtcNow().AddDays(1), person.Id, Ct);
            if (isTakenBack)
            {
                granted.End(person.Id, idp.Clock.GetUtcNow());
            }
        }, isOver ? TimeSpan.FromDays(1) : TimeSpan.Zero);

        Assert.Equal(counts, terms.ExemptUntil is not null);
    }

    private async Task<MemberTerms> AgreeAsync(Clinic clinic, Func<PolicyExemptions, Person, Task>? change = null, TimeSpan later = default)
    {
        var person = await idp.Given.StaffAsync(clinic);
        await idp.WithAsync<IServiceProvider, int>(async services =>
        {
            await (change?.Invoke(services.GetRequiredService<PolicyExemptions>(), person) ?? Task.CompletedTask);
            return await services.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
        });
        idp.Clock.Advance(later);
        return await idp.WithAsync<IServiceProvider, MemberTerms>(async services =>
        {
            var policies = services.GetRequiredService<MemberPolicies>();
            var file = (await services.GetRequiredService<UsersOnFile>().FindAsync(person.Id, Ct))!;
            var membership = file.Memberships.Single();
            var alone = await policies.AtAsync(membership, file.User, hasFactor: false, Ct);
            var together = await policies.AtAsync(membership, file.User, hasFactor: false, file.PlaceOf(membership), Ct);

            Assert.Equal(alone.Clinic.Id, together.Clinic.Id);
            Assert.Equivalent(alone.Terms, together.Terms, strict: true);
            return together.Terms;
        });
    }
}
