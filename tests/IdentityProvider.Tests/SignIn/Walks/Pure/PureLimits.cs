using IdentityProvider.Limits;

namespace IdentityProvider.Tests.SignIn.Walks.Pure;

/// <summary>The counters of failed tries, by the program's own rules; the statement that counts is done here.</summary>
internal sealed class PureLimits(Removal removed)
{
    private static readonly AttemptLimitOptions Settings = new();
    private readonly Dictionary<AttemptKey, AttemptLimit> _rows = [];

    public LimitDecision Take(AttemptKey key, DateTimeOffset now)
    {
        var rule = Settings.RuleFor(key.Kind);
        var before = _rows.GetValueOrDefault(key);
        if (before?.Judge(rule, now) is { Result: not LimitResult.Taken } refused && removed != Removal.NobodyWaits)
        {
            return refused;
        }

        var failures = (before?.Failures ?? 0) + 1;
        DateTimeOffset? until = rule.WaitAfter(failures) is var wait && wait > TimeSpan.Zero ? now + (removed == Removal.LocksNeverEnd ? TimeSpan.FromDays(9999) : wait) : null;
        _rows[key] = new AttemptLimit(key, failures, until, now);
        return new LimitDecision(LimitResult.Taken, failures, until);
    }

    public DateTimeOffset? WaitOf(AttemptKey key, DateTimeOffset now) =>
        _rows.GetValueOrDefault(key)?.Judge(Settings.RuleFor(key.Kind), now) is { Result: LimitResult.Wait } waits ? waits.Until : null;

    public void Forgive(AttemptKey key) => _rows.Remove(key);
}
