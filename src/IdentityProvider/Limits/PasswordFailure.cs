namespace IdentityProvider.Limits;

/// <summary>Wrong passwords for one name from one network in one minute.</summary>
public sealed class PasswordFailure
{
    public PasswordFailure(string network, DateTimeOffset minute, string subject, int failures) =>
        (Network, Minute, Subject, Failures) = (network, minute, subject, failures);

    public string Network { get; private init; }

    /// <summary>The minute's beginning.</summary>
    public DateTimeOffset Minute { get; private init; }

    /// <summary>Keyed hash of the typed name.</summary>
    public string Subject { get; private init; }

    public int Failures { get; private init; }

    /// <summary>When strangers on this network may try again, or null when they may now.</summary>
    /// <param name="recent">The network's failures of the window.</param>
    /// <param name="limits">How many failures at how many accounts are too many.</param>
    /// <remarks>Refused tries are not counted, so the wait ends by itself when the failures have grown old.</remarks>
    public static DateTimeOffset? ClosedUntil(IReadOnlyCollection<PasswordFailure> recent, AttemptLimitOptions limits) =>
        recent.Sum(f => f.Failures) >= limits.NetworkFailures && recent.DistinctBy(f => f.Subject).Count() >= limits.NetworkAccounts
            ? recent.Min(f => f.Minute) + limits.NetworkWindow
            : null;
}
