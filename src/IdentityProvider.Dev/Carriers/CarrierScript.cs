using System.Collections.Concurrent;

namespace IdentityProvider.Dev.Carriers;

/// <summary>
/// What the simulated carriers will do: what a test asked for, else what the destination stands for, else their work.
/// </summary>
/// <remarks>
/// Destinations with a meaning, for trying trouble out by hand: the fictional numbers that end in 0190 to 0198 (those that end in
/// 0180 to 0188 are lines of some kind, <see cref="VonageInsights"/>; what goes to 0189 is taken and reported as not delivered), and mail addresses of which the part before the @ starts with carrier- and a mood, as in carrier-hangs@mail.example.
/// </remarks>
public sealed class CarrierScript
{
    private static readonly Mood AsUsual = new Mood.Willing();

    private static readonly Dictionary<string, Mood> Numbers = new(StringComparer.Ordinal)
    {
        ["5550190"] = new Mood.Refusing(500),
        ["5550191"] = new Mood.Refusing(429),
        ["5550192"] = new Mood.Hanging(),
        ["5550193"] = new Mood.Refusing(422),
        ["5550194"] = new Mood.Slow(TimeSpan.FromSeconds(1)),
        ["5550195"] = new Mood.Refusing(402),
        ["5550196"] = new Mood.RefusingWith(1310),
        ["5550197"] = new Mood.RefusingWith(1240),
        ["5550198"] = new Mood.RefusingWith(1120),
    };

    private static readonly Dictionary<string, Mood> Addresses = new(StringComparer.OrdinalIgnoreCase)
    {
        ["carrier-500"] = new Mood.Refusing(500),
        ["carrier-429"] = new Mood.Refusing(429),
        ["carrier-hangs"] = new Mood.Hanging(),
        ["carrier-slow"] = new Mood.Slow(TimeSpan.FromSeconds(1)),
    };

    private static readonly Dictionary<string, Reporting> Reported = new(StringComparer.OrdinalIgnoreCase)
    {
        ["5550189"] = Reporting.Undelivered,
        ["carrier-bounces"] = Reporting.Undelivered,
        ["carrier-twice"] = Reporting.Twice,
        ["carrier-backwards"] = Reporting.Backwards,
    };

    private readonly ConcurrentDictionary<Carrier, ConcurrentQueue<Mood>> _next = new();
    private readonly ConcurrentDictionary<Carrier, Mood> _always = new();
    private int _troubles;

    /// <summary>How often a carrier did anything but its work at once.</summary>
    public int Troubles => _troubles;

    /// <summary>For the next requests, in order; each is used once.</summary>
    public void Next(Carrier carrier, params ReadOnlySpan<Mood> moods)
    {
        var queue = _next.GetOrAdd(carrier, _ => new ConcurrentQueue<Mood>());
        foreach (var mood in moods)
        {
            queue.Enqueue(mood);
        }
    }

    /// <summary>From now on, until <see cref="Reset"/>.</summary>
    public void Always(Carrier carrier, Mood mood) => _always[carrier] = mood;

    /// <summary>How carriers report from now on, until <see cref="Reset"/>.</summary>
    public Reporting? Reports { get; set; }

    /// <summary>Every carrier does its work again.</summary>
    public void Reset()
    {
        _next.Clear();
        _always.Clear();
        Reports = null;
    }

    internal Mood For(Carrier carrier, string destination)
    {
        var mood = MoodOf(carrier, destination);
        if (mood is not Mood.Willing)
        {
            Interlocked.Increment(ref _troubles);
        }

        return mood;
    }

    internal Reporting ReportingOf(string destination) => Reports ?? Reported.GetValueOrDefault(NameOf(destination), Reporting.AsUsual);

    private Mood MoodOf(Carrier carrier, string destination) =>
        _next.TryGetValue(carrier, out var queue) && queue.TryDequeue(out var next) ? next
        : _always.TryGetValue(carrier, out var always) ? always
        : carrier == Carrier.VonageInsights ? VonageInsights.MoodOf(destination)
        : Meaning(destination);

    private static Mood Meaning(string destination) =>
        (IsAddress(destination) ? Addresses : Numbers).GetValueOrDefault(NameOf(destination), AsUsual);

    // The part before the @, or the last seven digits.
    private static string NameOf(string destination) =>
        IsAddress(destination) ? destination.Split('@')[0] : destination.Length >= 7 ? destination[^7..] : destination;

    private static bool IsAddress(string destination) => destination.Contains('@', StringComparison.Ordinal);
}
