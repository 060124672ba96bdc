using IdentityProvider.Access;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IdentityProvider.Tests.Storage;

/// <summary>A save inside a transaction that fails takes the whole with it, so it needs no savepoint: two round trips in every one.</summary>
public class SavepointTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_context_that_is_lent_again_makes_none_either()
    {
        for (var lent = 0; lent < 3; lent++)
        {
            Assert.False(await idp.WithAsync<IdpDbContext, bool>(db => Task.FromResult(db.Database.AutoSavepointsEnabled)));
        }
    }

    [Fact]
    public async Task After_a_save_that_failed_nothing_else_is_done_in_its_transaction()
    {
        await using var db = idp.Database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        db.EmergencyApps.Add(Mark());
        await db.SaveChangesAsync(Ct);
        db.ChangeTracker.Clear();
        db.EmergencyApps.Add(Mark());
        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Ct));

        var refused = await Assert.ThrowsAsync<PostgresException>(() => db.Users.CountAsync(Ct));

        Assert.Equal(PostgresErrorCodes.InFailedSqlTransaction, refused.SqlState);
    }

    // The same one each time.
    private EmergencyApp Mark() => new(Guid.Empty, "marked", Guid.Empty, idp.Clock.GetUtcNow());
}
