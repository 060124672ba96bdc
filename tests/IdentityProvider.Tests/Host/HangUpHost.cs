using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IdentityProvider.Tests.Host;

/// <summary>
/// A provider whose token requests a test can hold in the middle of the statement that spends something, and whose clients hang up when the test says
/// so: not a moment before and not a moment after.
/// </summary>
public sealed class HangUpHost(TestDatabases databases) : IdpHost(databases)
{
    private const long Gate = 4711;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private volatile CancellationTokenSource? _client;

    /// <summary>From here on the client of the next token request can hang up.</summary>
    public CancellationTokenSource NextClient() => _client = new CancellationTokenSource();

    /// <summary>The client of the next token request hangs up the moment a statement with these words is over.</summary>
    public IDisposable HangUpAfter(string words)
    {
        var client = NextClient();
        return AfterEach(text =>
        {
            if (text.Contains(words, StringComparison.Ordinal))
            {
                client.Cancel();
            }
        });
    }

    /// <summary>
    /// Two token requests with the same thing to spend: the client of the first hangs up once the second has found it spent, and the second looks further once
    /// it was taken back.
    /// </summary>
    /// <param name="words">Of the statement that spends it.</param>
    /// <param name="look">Of the statement by which the second sees it spent; null for the one that spends it.</param>
    /// <returns>The listener, and when the first has spent it.</returns>
    public (IDisposable Listener, Task Spent) CrossAfter(string words, string? look = null)
    {
        var (client, tries, first) = (NextClient(), 0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var (second, back) = (new ManualResetEventSlim(), new ManualResetEventSlim());
        var listener = AfterEach(text =>
        {
            if (text.Contains("gone as (", StringComparison.Ordinal))
            {
                back.Set();
            }
            else if (text.Contains(words, StringComparison.Ordinal) && Interlocked.Increment(ref tries) == 1)
            {
                first.SetResult();
                second.Wait(Patience);
                client.Cancel();
            }
            else if (text.Contains(look ?? words, StringComparison.Ordinal))
            {
                second.Set();
                back.Wait(Patience);
            }
        });
        return (listener, first.Task);
    }

    private ActivityListener AfterEach(Action<string> statement)
    {
        var database = new NpgsqlConnectionStringBuilder(Database.ConnectionString).Database;
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped =>
            {
                if (stopped.TagObjects.Any(tag => database == tag.Value as string))
                {
                    statement(string.Join(' ', stopped.TagObjects.Select(tag => tag.Value).OfType<string>()));
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    /// <summary>Whatever changes this table waits at the end of its statement until the gate is let go.</summary>
    /// <param name="change">In SQL: update, or insert.</param>
    public async Task<IAsyncDisposable> HoldAsync(string table, string change = "update")
    {
        await RunAsync($"""
            create or replace function hold() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock({Gate}); return null; end $$;
            create trigger hold after {change} on {table} for each statement execute function hold();
            """);
        var connection = await Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var hold = new NpgsqlCommand($"select pg_advisory_lock({Gate})", connection);
        await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return new HeldGate(async () =>
        {
            // The session's end lets go; the trigger goes once nobody uses the table.
            await using (var release = new NpgsqlCommand($"select pg_advisory_unlock({Gate})", connection))
            {
                await release.ExecuteNonQueryAsync();
            }

            await connection.DisposeAsync();
            await RunAsync($"drop trigger hold on {table}");
        });
    }

    /// <summary>Until a request stands at the gate.</summary>
    public Task UntilHeldAsync() => UntilAsync("""
        exists (select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database()))
        """);

    /// <summary>Until the database says so.</summary>
    /// <param name="condition">In SQL.</param>
    public async Task UntilAsync(string condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await using var command = Database.Source.CreateCommand($"select {condition}");
        while (!(bool)(await command.ExecuteScalarAsync(patience.Token))!)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);
        }
    }

    /// <summary>What is put into this table for this app is refused by the database until the answer is disposed of.</summary>
    public async Task<IAsyncDisposable> RefuseAsync(string table, string when = "true")
    {
        await RunAsync($"""
            create or replace function refuse() returns trigger language plpgsql as $$ begin raise exception 'no room'; end $$;
            create trigger refuse before insert on {table} for each row when ({when}) execute function refuse();
            """);
        return new HeldGate(() => RunAsync($"drop trigger refuse on {table}"));
    }

    public async Task RunAsync(string sql)
    {
        await using var command = Database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    protected override void Arrange(IServiceCollection services) => services.AddSingleton<IStartupFilter>(new ClientThatHangsUp(this));

    private sealed class ClientThatHangsUp(HangUpHost host) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, then) =>
            {
                if (http.Request.Path == "/connect/token" && Interlocked.Exchange(ref host._client, null) is { } client)
                {
                    http.RequestAborted = client.Token;
                }

                return then(http);
            });
            next(app);
        };
    }

    private sealed class HeldGate(Func<Task> release) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await release();
    }
}
