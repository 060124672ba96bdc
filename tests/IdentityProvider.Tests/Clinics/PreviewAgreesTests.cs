using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Tests.Host;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Clinics;

/// <summary>The preview counts in the database by the rules that a sign-in decides by: every kind of person, counted both ways.</summary>
[Trait("Row", "B1")]
public class PreviewAgreesTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(7, true)]
    [InlineData(7, false)]
    public async Task The_preview_says_of_everybody_what_their_own_terms_say(int graceDays, bool asksAlready)
    {
        var saved = new ClinicPolicy { Require = asksAlready ? MfaRequirement.Staff : MfaRequirement.Nobody };
        var clinic = await idp.Given.ClinicAsync(saved);
        var people = new List<Kind>();
        foreach (var bits in Enumerable.Range(0, 32))
        {
            people.Add(await AddAsync(clinic, bits));
        }

        var now = idp.Clock.GetUtcNow();
        var current = (await CurrentAsync(clinic))!;
        var proposed = saved with { Require = MfaRequirement.Staff, GraceDays = graceDays };
        var next = new PolicyVersion(clinic.Id, 2, proposed, changedBy: null, now).After(current);

        var effect = (await idp.WithAsync((PolicyPreview preview) => preview.CountAsync(current, proposed, TestContext.Current.CancellationToken))).Staff;

        var terms = people.Select(kind => (kind, terms: MemberTerms.Of(new PolicyFloor(), next, kind.Standing, now))).ToList();
        Assert.Equal(terms.Count(t => t.terms.ExemptUntil is not null), effect.Exempt);
        Assert.Equal(terms.Count(t => t.terms.GraceUntil is not null && !t.kind.IsReady), effect.Waiting);
        Assert.Equal(terms.Count(t => t.terms.ExemptUntil is null && t.kind.IsReady), effect.Ready);
        Assert.Equal(terms.Count(t => t.terms.Asks && t.terms.ExemptUntil is null && !t.kind.IsReady), effect.MustSetUpNow);
        Assert.Equal(terms.Count(t => t.terms.ExemptUntil is not null && t.terms.Asks), effect.ByOwnSwitch);
        AssertSoon(terms.Max(t => t.terms.GraceUntil), effect.LastWaitEnds);
        Assert.Equal(32, effect.People);
    }

    [Fact]
    public async Task Patients_that_are_left_alone_count_as_unaffected_and_their_own_switches_are_told()
    {
        var clinic = await idp.Given.ClinicAsync();
        var pat = await idp.Given.PatientAsync(clinic);
        await idp.Given.PatientAsync(clinic);
        await ChangeAsync(pat, user => user.SwitchSecondStepOn(idp.Clock.GetUtcNow()));

        var effect = await idp.WithAsync(async (PolicyPreview preview) =>
            await preview.CountAsync((await CurrentAsync(clinic))!, new ClinicPolicy(), TestContext.Current.CancellationToken));

        Assert.Equal((2, false, 1), (effect.Patients.People, effect.Patients.IsAsked, effect.Patients.ByOwnSwitch));
    }

    // The clock of the tests moves a little with every look at it.
    private static void AssertSoon(DateTimeOffset? expected, DateTimeOffset? actual) =>
        Assert.True(expected is null ? actual is null : (expected - actual)!.Value.Duration() < TimeSpan.FromSeconds(1), $"{expected} and {actual}");

    // One bit each: has a factor that is allowed, had one and lost it, is exempt, asks by the own switch, came just now.
    private async Task<Kind> AddAsync(Clinic clinic, int bits)
    {
        var (ready, lost, exempt, own, isNew) = ((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0);
        var person = await idp.Given.StaffAsync(clinic);
        var now = idp.Clock.GetUtcNow();
        await using var db = idp.Database.Open();
        if (ready)
        {
            db.Factors.Add(Factor.Phone(person.Id, Guid.CreateVersion7(now), now));
        }

        if (lost)
        {
            var factor = Factor.Phone(person.Id, Guid.CreateVersion7(now), now);
            factor.Remove(now);
            db.Factors.Add(factor);
        }

        if (exempt)
        {
            db.PolicyExemptions.Add(new PolicyExemption(clinic.Id, person.Id, "Test", now.AddDays(1), Guid.Empty, now));
        }

        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        if (own)
        {
            await ChangeAsync(person, user => user.SwitchSecondStepOn(now));
        }

        var came = isNew ? now : now.AddDays(-100);
        await db.Memberships.Where(m => m.UserId == person.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.AcceptedAt, came), TestContext.Current.CancellationToken);
        await db.ClinicPolicies.Where(v => v.ClinicId == clinic.Id && v.StaffAskedSince != null)
            .ExecuteUpdateAsync(set => set.SetProperty(v => v.StaffAskedSince, now.AddDays(-50)), TestContext.Current.CancellationToken);
        return new Kind(ready, new MemberStanding(RoleGroup.Staff, came) { HadFactor = ready || lost, ExemptUntil = exempt ? now.AddDays(1) : null, OwnSwitch = own });
    }

    private async Task ChangeAsync(Person person, Action<User> change)
    {
        await using var db = idp.Database.Open();
        change(await db.Users.SingleAsync(user => user.Id == person.Id, TestContext.Current.CancellationToken));
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private async Task<PolicyVersion?> CurrentAsync(Clinic clinic)
    {
        await using var db = idp.Database.Open();
        return await db.ClinicPolicies.AsNoTracking().Where(v => v.ClinicId == clinic.Id).OrderByDescending(v => v.Version).FirstAsync(TestContext.Current.CancellationToken);
    }

    private sealed record Kind(bool IsReady, MemberStanding Standing);
}
