using IdentityProvider.Tests.Host;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Storage;

/// <summary>What is looked at again before a save, how often, and in whose turn.</summary>
public class LooksTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_look_is_for_one_save_and_the_other_kind_for_every_one_a_second_try_included()
    {
        await using var db = idp.Database.Open();
        var seen = new List<string>();
        db.LookBeforeEverySave(Guid.Empty, _ => Note(seen, "always"));
        db.LookBeforeSaving(_ => Note(seen, "once"));

        await db.SaveChangesAsync(Ct);
        await db.SaveChangesAsync(Ct);
        db.LookBeforeSaving(_ => Note(seen, "forgotten"));
        db.StartOver();
        await db.SaveChangesAsync(Ct);
        await db.LookNowAsync(Ct);

        Assert.Equal(["always", "once", "always", "always", "always"], seen);
    }

    [Fact]
    public async Task A_look_that_throws_begins_no_turn_and_stops_every_save()
    {
        await using var db = idp.Database.Open();
        db.LookBeforeEverySave(Guid.Empty, _ => throw new InvalidOperationException("no"));
        var clinic = await idp.Given.ClinicAsync();
        db.Attach(clinic).Property(c => c.Name).CurrentValue = "Another";

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.BeginTurnAsync([], Ct));
        Assert.Null(db.Database.CurrentTransaction);
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync(Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync(Ct));

        await using var after = idp.Database.Open();
        Assert.NotEqual("Another", (await after.Clinics.SingleAsync(c => c.Id == clinic.Id, Ct)).Name);
    }

    [Fact]
    public async Task Two_turns_are_taken_in_one_order_whoever_asked_for_them_first()
    {
        var clinic = await idp.Given.ClinicAsync();
        Guid[] both = [(await idp.Given.StaffAsync(clinic)).Id, (await idp.Given.StaffAsync(clinic)).Id];
        var (low, high) = both[0].CompareTo(both[1]) < 0 ? (both[0], both[1]) : (both[1], both[0]);
        await using var saving = idp.Database.Open();
        saving.LookBeforeSaving(high, _ => Task.CompletedTask);
        saving.LookBeforeSaving(low, _ => Task.CompletedTask);

        // Who holds the first may take the second while the save waits. In the other order the two would wait for each other.
        await idp.OvertakeAsync(
            () => saving.SaveChangesAsync(Ct),
            db => db.HoldAsync(low, Ct),
            db => db.Database.ExecuteSqlAsync($"select 1 from users where id = {high} for no key update nowait", Ct));
    }

    private static Task Note(List<string> seen, string what)
    {
        seen.Add(what);
        return Task.CompletedTask;
    }
}
