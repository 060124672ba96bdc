using System.Net;
using IdentityProvider.Audit;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
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

    [Theory]
    [InlineData("\0", 1)]
    [InlineData("x", 101)]
    public async Task A_row_that_cannot_be_written_is_kept_without_its_text_and_holds_up_no_other(string letter, int times)
    {
        var clientId = string.Concat(Enumerable.Repeat(letter, times));
        await using var database = await databases.CopyAsync();
        using var logs = new CapturedLogs();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(logs));
        using var batches = new AuditBatches(database.Source, TimeProvider.System, factory.CreateLogger<AuditBatches>());
        var user = Guid.CreateVersion7(Noon);
        for (var i = 0; i < 100; i++)
        {
            await batches.AddAsync(i is 17 or 99 ? new AuditEntry(new ClientTokenIssued(Guid.Empty), Noon) { ClientId = clientId, UserId = user } : Entry(), Ct);
        }

        await batches.FlushAsync(Ct);

        await using var db = database.Open();
        Assert.Equal((100, 0), (await db.AuditEntries.CountAsync(Ct), batches.Waiting));
        var rows = await db.AuditEntries.Where(e => e.UserId == user).ToListAsync(Ct);
        Assert.All(rows, row => Assert.Equal(("client-token.issued", Noon, null, """{"incomplete": true}"""), (row.Name, row.At, row.ClientId, row.Detail)));
        Assert.Equal(2, rows.Count);
        Assert.Equal(2, logs.Lines.Count(line => line.StartsWith("Critical", StringComparison.Ordinal)));
    }

    private static AuditEntry Entry() => new(new ClientTokenIssued(Guid.Empty), Noon);

    private static AuditBatches BatchesOf(NpgsqlDataSource source) => new(source, TimeProvider.System, NullLogger<AuditBatches>.Instance);
}
