using System.Collections.Concurrent;
using System.Diagnostics;
using IdentityProvider.Delivery;
using IdentityProvider.Storage;

namespace IdentityProvider.Dev.Bench;

/// <summary>
/// Writes messages as a request does, an <see cref="Outbox.Enqueue"/> and a save, and notes when each reaches its provider. Every message goes to a
/// destination of its own, so that each is known again.
/// </summary>
/// <param name="node">A provider that has the same database and keys, and does not send: the sending one is another process.</param>
internal sealed class BenchPost(IServiceProvider node)
{
    private static readonly LetterClinic Clinic =
        new(Guid.Empty, "Lakeside Family Medicine", "Lakeside FM", "America/Chicago", "(218) 555-0142");

    private readonly ConcurrentDictionary<string, Sent> _sent = new(StringComparer.Ordinal);
    private int _arrived;
    private int _duplicates;
    private int _number;

    public int Duplicates => _duplicates;

    public int Underway => _sent.Count - _arrived;

    public static LetterContent Code(DateTimeOffset now) => new SignInCode(Guid.CreateVersion7(now), "042137", now.AddMinutes(10));

    public static LetterContent Notice(DateTimeOffset now) => new NewBrowserSignedIn(now, "Firefox on Windows");

    /// <summary>A provider was asked to bring something there.</summary>
    public void Arrive(string destination)
    {
        if (!_sent.TryGetValue(destination, out var sent))
        {
            return;
        }

        if (Interlocked.CompareExchange(ref sent.ArrivedAt, Stopwatch.GetTimestamp(), 0) == 0)
        {
            Interlocked.Increment(ref _arrived);
        }
        else
        {
            Interlocked.Increment(ref _duplicates);
        }
    }

    /// <summary>Writes so many in one transaction.</summary>
    public async Task<IReadOnlyList<Sent>> SendAsync(Channel channel, Func<DateTimeOffset, LetterContent> content, int count, CancellationToken ct)
    {
        await using var scope = node.CreateAsyncScope();
        var (outbox, db) = (scope.ServiceProvider.GetRequiredService<Outbox>(), scope.ServiceProvider.GetRequiredService<IdpDbContext>());
        var (now, sent) = (scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow(), new List<Sent>(count));
        for (var i = 0; i < count; i++)
        {
            var destination = NextDestination(channel);
            outbox.Enqueue(new Letter(channel, destination, "en", content(now)) { Clinic = Clinic, AppName = "Lakeside EHR" });
            sent.Add(_sent[destination] = new Sent(Stopwatch.GetTimestamp()));
        }

        await db.SaveChangesAsync(ct);
        return sent;
    }

    // Seven digits of which the simulators know none as a number with a meaning.
    private string NextDestination(Channel channel)
    {
        var number = Interlocked.Increment(ref _number);
        return channel is Channel.Email ? $"pat.{number}@mail.example" : $"+1218{6_000_000 + number}";
    }

    /// <summary>One message, on its way or arrived.</summary>
    internal sealed class Sent(long writtenAt)
    {
        /// <summary>0 while it is underway.</summary>
        public long ArrivedAt;

        /// <summary>From the moment before its save.</summary>
        public double Milliseconds => Stopwatch.GetElapsedTime(writtenAt, ArrivedAt).TotalMilliseconds;

        public bool HasArrived => Volatile.Read(ref ArrivedAt) != 0;
    }
}
