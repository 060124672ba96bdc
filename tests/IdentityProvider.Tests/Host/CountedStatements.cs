using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace IdentityProvider.Tests.Host;

/// <summary>Statements that go to a host's database, from the driver's own traces.</summary>
internal sealed class CountedStatements : IDisposable
{
    private readonly ConcurrentQueue<string> _sent = new();
    private readonly ActivityListener _listener;

    /// <param name="which">Judges by the statement's text.</param>
    /// <param name="ofRequests">Only those that requests send; workers are under none. Otherwise whoever sends them.</param>
    public CountedStatements(IdpHost idp, Func<string, bool> which, bool ofRequests = false)
    {
        var database = new NpgsqlConnectionStringBuilder(idp.Database.ConnectionString).Database;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,

            // Other classes have databases of their own.
            ActivityStopped = trip =>
            {
                if (trip.Source.Name == "Npgsql" && (!ofRequests || trip.Parent?.Source.Name == "Microsoft.AspNetCore")
                    && trip.TagObjects.Any(tag => database == tag.Value as string) && which(TextOf(trip)))
                {
                    _sent.Enqueue(TextOf(trip));
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Those since the last time that this was asked.</summary>
    public IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (_sent.TryDequeue(out var sql))
        {
            taken.Add(sql);
        }

        return taken;
    }

    public void Dispose() => _listener.Dispose();

    private static string TextOf(Activity trip) =>
        trip.TagObjects.FirstOrDefault(tag => tag.Key is "db.query.text" or "db.statement").Value as string ?? trip.DisplayName;
}
