using System.Diagnostics;
using Npgsql;

namespace IdentityProvider.Tests.Host;

/// <summary>Counts certain statements that go to a host's database, from the driver's own traces, whoever sends them.</summary>
internal sealed class CountedStatements : IDisposable
{
    private readonly ActivityListener _listener;
    private int _count;

    /// <param name="which">Judges by the statement's text.</param>
    public CountedStatements(IdpHost idp, Func<string, bool> which)
    {
        var database = new NpgsqlConnectionStringBuilder(idp.Database.ConnectionString).Database;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = trip =>
            {
                var tags = trip.TagObjects.Select(tag => tag.Value).OfType<string>().ToList();
                if (tags.Contains(database, StringComparer.Ordinal) && tags.Exists(text => which(text)))
                {
                    Interlocked.Increment(ref _count);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>How many there were since the last time that this was asked.</summary>
    public int Take() => Interlocked.Exchange(ref _count, 0);

    public void Dispose() => _listener.Dispose();
}
