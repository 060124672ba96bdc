using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Storage;

/// <summary>The migrations are written by hand; the model is what the program believes. Here the two are compared in PostgreSQL itself.</summary>
public class CatalogueTests(TestDatabases databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_migrations_make_the_database_that_the_model_describes()
    {
        await using var migrated = await databases.CopyAsync();
        await using var modelled = await databases.EmptyAsync();
        await RunAsync(modelled, ModelScript.WithoutServer());

        var made = await Catalogue.ReadAsync(migrated.Source, Ct);
        var described = await Catalogue.ReadAsync(modelled.Source, Ct);

        var missing = described.Except(made).Select(line => $"the model has, the migrations lack: {line}");
        var extra = made.Except(described).Select(line => $"the migrations make, the model lacks: {line}");
        Assert.Empty(missing.Concat(extra));
        Assert.NotEmpty(made);
    }

    [Theory]
    [InlineData("alter table users alter column display_name drop not null")]
    [InlineData("alter table users alter column display_name type text")]
    [InlineData("alter table users alter column is_operator set default true")]
    [InlineData("drop index ix_users_normalized_email")]
    [InlineData("create index ix_users_display_name on users (display_name)")]
    [InlineData("alter table memberships drop constraint fk_memberships_users_user_id")]
    [InlineData("alter table users add column nickname text")]
    [InlineData("create table extra (id int)")]
    public async Task A_difference_shows_in_the_catalogue(string change)
    {
        await using var database = await databases.CopyAsync();
        var before = await Catalogue.ReadAsync(database.Source, Ct);

        await RunAsync(database, change);

        Assert.NotEqual(before, await Catalogue.ReadAsync(database.Source, Ct));
    }

    private static async Task RunAsync(TestDatabase database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
