namespace IdentityProvider.Limits;

/// <summary>What is being guessed at.</summary>
public enum AttemptKind
{
    /// <summary>The password of a typed name, from any browser.</summary>
    Password,

    /// <summary>The same, from browsers that signed in as this user before: a stranger's guesses do not delay the owner.</summary>
    PasswordKnownBrowser,

    /// <summary>Codes that a user types, of every channel together.</summary>
    TypedCode,

    /// <summary>Codes of devices that a user types (RFC 8628 §5.1).</summary>
    UserCode,

    /// <summary>One factor.</summary>
    Factor,

    /// <summary>Password and second proof of emergency access, of a typed name. The waits of the ordinary pages neither delay it nor are delayed by it.</summary>
    Emergency,

    /// <summary>The same, from browsers that signed in as this user before: nobody keeps the emergency door shut for them.</summary>
    EmergencyKnownBrowser,
}

/// <summary>Whose failures are counted. The subject is a hash or an id, so the table tells nobody which names were tried.</summary>
public sealed record AttemptKey(AttemptKind Kind, string Subject)
{
    public static AttemptKey TypedCodesOf(Guid userId) => new(AttemptKind.TypedCode, userId.ToString("N"));

    public static AttemptKey UserCodesOf(Guid userId) => new(AttemptKind.UserCode, userId.ToString("N"));

    public static AttemptKey Factor(Guid factorId) => new(AttemptKind.Factor, factorId.ToString("N"));
}

public enum LimitResult
{
    /// <summary>The try is counted, and may be made.</summary>
    Taken,

    /// <summary>Not before <see cref="LimitDecision.Until"/>. The try was not counted.</summary>
    Wait,

    /// <summary>Not at all until somebody resets it. The try was not counted.</summary>
    Off,
}

/// <param name="Result">Whether the try may be made.</param>
/// <param name="Failures">Failures in a row so far, a try just taken included.</param>
/// <param name="Until">For <see cref="LimitResult.Wait"/>, when the next try may be made. For <see cref="LimitResult.Taken"/>, when it
/// may be made if this one fails and brings a wait.</param>
public sealed record LimitDecision(LimitResult Result, int Failures, DateTimeOffset? Until);

/// <summary>Failures in a row at one secret. Success takes the row back to nothing.</summary>
public sealed class AttemptLimit
{
    public AttemptLimit(AttemptKey key, int failures, DateTimeOffset? blockedUntil, DateTimeOffset lastAt) =>
        (Kind, Subject, Failures, BlockedUntil, LastAt) = (key.Kind, key.Subject, failures, blockedUntil, lastAt);

    public AttemptKind Kind { get; private init; }

    public string Subject { get; private init; }

    /// <summary>Tries taken since the last success. Each counts as failed from the moment it is taken until it succeeds.</summary>
    public int Failures { get; private init; }

    public DateTimeOffset? BlockedUntil { get; private init; }

    public DateTimeOffset LastAt { get; private init; }

    /// <summary>Whether the next try may be made now. Nothing is counted by asking.</summary>
    public LimitDecision Judge(AttemptRule rule, DateTimeOffset now) => this switch
    {
        _ when rule.IsOffAfter(Failures) => new(LimitResult.Off, Failures, Until: null),
        { BlockedUntil: { } until } when now < until => new(LimitResult.Wait, Failures, until),
        _ => new(LimitResult.Taken, Failures, Until: null),
    };

    // For EF, which fills the rest.
    private AttemptLimit() => Subject = "";
}
