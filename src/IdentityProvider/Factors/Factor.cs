namespace IdentityProvider.Factors;

/// <summary>What a second factor rests on. A phone serves two methods: text and voice.</summary>
public enum FactorKind
{
    Phone,

    /// <summary>The account's own address.</summary>
    Email,
}

/// <summary>A second factor that a user has proven to hold.</summary>
public sealed class Factor
{
    private Factor(Guid userId, FactorKind kind, Guid? phoneId, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (UserId, Kind, PhoneId, AddedAt) = (userId, kind, phoneId, now);
    }

    public static Factor Phone(Guid userId, Guid phoneId, DateTimeOffset now) => new(userId, FactorKind.Phone, phoneId, now);

    public static Factor Email(Guid userId, DateTimeOffset now) => new(userId, FactorKind.Email, phoneId: null, now);

    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    public FactorKind Kind { get; private init; }

    /// <summary>Which phone, for <see cref="FactorKind.Phone"/>.</summary>
    public Guid? PhoneId { get; private init; }

    public DateTimeOffset AddedAt { get; private init; }

    public DateTimeOffset? LastUsedAt { get; private set; }

    /// <summary>When too many wrong codes shut it (NIST SP 800-63B-4 §3.2.2).</summary>
    public DateTimeOffset? DisabledAt { get; private set; }

    public DateTimeOffset? RemovedAt { get; private set; }

    /// <summary>
    /// A disabled factor is still on file. Otherwise a hundred wrong guesses would lead to the set-up page, and whoever
    /// guessed could set up a factor of their own there.
    /// </summary>
    public bool IsOnFile => RemovedAt is null;

    public bool IsUsable => IsOnFile && DisabledAt is null;

    /// <summary>How it can be proven, in the words of the clinic's set.</summary>
    public IReadOnlyList<Method> Methods => MethodsOf(Kind);

    /// <summary>How a factor of a kind can be proven; empty for one that stands outside the clinic's set.</summary>
    public static IReadOnlyList<Method> MethodsOf(FactorKind kind) => kind switch
    {
        FactorKind.Phone => [Method.Text, Method.Voice],
        FactorKind.Email => [Method.Email],
    };

    public void Use(DateTimeOffset now) => LastUsedAt = now;

    public void Disable(DateTimeOffset now) => DisabledAt ??= now;

    public void Remove(DateTimeOffset now) => RemovedAt ??= now;

    // For EF, which fills the rest.
    private Factor()
    {
    }
}
