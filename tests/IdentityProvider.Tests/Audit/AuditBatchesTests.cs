using System.Net;
using IdentityProvider.Audit;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IdentityProvider.Tests.Audit;

public class AuditBatchesTests(TestDatabases databases)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_that_was_taken_is_written_whole()
    {
        await using var database = await databases.CopyAsync();
        using var batches = BatchesOf(database.Source);
        var user = Guid.CreateVersion7(Noon);
        await batches.AddAsync(new AuditEntry(new ClientTokenIssued(Guid.Empty), Noon) { ClientId = "app", UserId = user, Network = IPAddress.Parse("192.0.2.7") }, Ct);
        await Task.WhenAll(Enumerable.Range(0, 9_999).Select(_ => batches.AddAsync(Entry(), Ct).AsTask()));

        await batches.FlushAsync(Ct);

        await using var db = database.Open();
        Assert.Equal(10_000, await db.AuditEntries.CountAsync(Ct));
        var row = await db.AuditEntries.SingleAsync(e => e.UserId == user, Ct);
        Assert.Equal(("client-token.issued", Noon, "app", IPAddress.Parse("192.0.2.7")), (row.Name, row.At, row.ClientId, row.Network));
        Assert.Equal("""{"tokenId": "00000000-0000-0000-0000-000000000000"}""", row.Detail);
    }

    [Fact]
    public async Task A_node_that_stops_writes_what_it_has()
    {
        await using var database = await databases.CopyAsync();
        using var batches = BatchesOf(database.Source);
        await batches.StartAsync(Ct);
        await batches.AddAsync(Entry(), Ct);

        await batches.StopAsync(Ct);

        await using var db = database.Open();
        Assert.Equal(1, await db.AuditEntries.CountAsync(Ct));
    }

    [Fact]
    public async Task A_database_that_is_away_loses_nothing()
    {
        await using var database = await databases.CopyAsync();
        var nowhere = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Port = 1, Timeout = 1 };
        await using var source = NpgsqlDataSource.Create(nowhere);
        using var batches = BatchesOf(source);
        await batches.AddAsync(Entry(), Ct);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => batches.FlushAsync(Ct));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => batches.FlushAsync(Ct));
        Assert.Equal(1, batches.Waiting);
    }

    private static AuditEntry Entry() => new(new ClientTokenIssued(Guid.Empty), Noon);

    private static AuditBatches BatchesOf(NpgsqlDataSource source) => new(source, TimeProvider.System, NullLogger<AuditBatches>.Instance);
}
