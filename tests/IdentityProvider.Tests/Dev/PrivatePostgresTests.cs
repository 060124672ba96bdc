using IdentityProvider.Dev.Postgres;
using Npgsql;

namespace IdentityProvider.Tests.Dev;

public sealed class PrivatePostgresTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_throwaway_server_runs_on_C_UTF8_and_UTC()
    {
        await using var postgres = await PrivatePostgres.StartThrowawayAsync(Ct);

        Assert.Equal("UTF8", await AskAsync<string>(postgres, "show server_encoding"));
        Assert.Equal("UTC", await AskAsync<string>(postgres, "show timezone"));
        Assert.True(await AskAsync<bool>(postgres, "select upper('é') = 'É' and 'Z' < 'a'"));
        Assert.True(postgres.MajorVersion >= 15);
    }

    [Fact]
    public async Task A_copy_of_a_template_has_what_the_template_had()
    {
        await using var postgres = await PrivatePostgres.StartThrowawayAsync(Ct);
        await postgres.CreateDatabaseAsync("template_of_tests", ct: Ct);
        await AskAsync<int>(postgres, "create table kept (id int); insert into kept values (7); select 1", "template_of_tests");

        await postgres.CreateDatabaseAsync("copy", template: "template_of_tests", Ct);

        Assert.Equal(7, await AskAsync<int>(postgres, "select id from kept", "copy"));
    }

    [Fact]
    public async Task It_comes_back_on_the_same_port_after_it_was_killed()
    {
        await using var postgres = await PrivatePostgres.StartThrowawayAsync(Ct);
        var before = postgres.ConnectionStringTo("postgres");
        await postgres.StopAsync(asIfKilled: true, Ct);
        await Assert.ThrowsAsync<NpgsqlException>(() => AskAsync<int>(postgres, "select 1"));

        await postgres.ResumeAsync(Ct);

        Assert.Equal(before, postgres.ConnectionStringTo("postgres"));
        Assert.Equal(1, await AskAsync<int>(postgres, "select 1"));
    }

    private static async Task<T> AskAsync<T>(PrivatePostgres postgres, string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionStringTo(database) + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Ct))!;
    }
}
