namespace IdentityProvider.Tests.Host;

/// <summary>
/// The clock of a test: it stands still until it is told to go on. Each reading is a microsecond later than the one before, so that
/// what happened first also sorts first. Timers run in real time: they only wake workers.
/// </summary>
public sealed class FakeClock : TimeProvider
{
    private const long Microsecond = TimeSpan.TicksPerMicrosecond;
    private long _ticks = new DateTimeOffset(2026, 3, 2, 15, 0, 0, TimeSpan.Zero).UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Add(ref _ticks, Microsecond), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
