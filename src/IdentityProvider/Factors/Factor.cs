namespace IdentityProvider.Factors;

/// <summary>What a second factor rests on. A phone serves two methods: text and voice.</summary>
public enum FactorKind
{
    Phone,

    /// <summary>The account's own address.</summary>
    Email,

    /// <summary>An app that shows codes (RFC 6238).</summary>
    AuthenticatorApp,
}

/// <summary>A second factor that a user has proven to hold.</summary>
public sealed class Factor
{
    public const int LongestName = 60;

    private Factor(Guid userId, FactorKind kind, Guid? phoneId, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (UserId, Kind, PhoneId, AddedAt) = (userId, kind, phoneId, now);
    }

    public static Factor Phone(Guid userId, Guid phoneId, DateTimeOffset now) => new(userId, FactorKind.Phone, phoneId, now);

    public static Factor Email(Guid userId, DateTimeOffset now) => new(userId, FactorKind.Email, phoneId: null, now);

    public static Factor AuthenticatorApp(Guid userId, DateTimeOffset now) => new(userId, FactorKind.AuthenticatorApp, phoneId: null, now);

    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    public FactorKind Kind { get; private init; }

    /// <summary>Which phone, for <see cref="FactorKind.Phone"/>.</summary>
    public Guid? PhoneId { get; private init; }

    /// <summary>What the user calls it; null for the page's own word.</summary>
    public string? Name { get; private set; }

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

    /// <summary>How it can be proven.</summary>
    public IReadOnlyList<Way> WaysIn => Kind switch
    {
        FactorKind.Phone => [Way.Text, Way.Voice],
        FactorKind.Email => [Way.Email],
        FactorKind.AuthenticatorApp => [Way.AuthenticatorApp],
    };

    /// <summary>The same in the words of the clinic's set.</summary>
    public IReadOnlyList<Method> Methods => MethodsOf(Kind);

    /// <summary>How a factor of a kind can be proven; empty for one that stands outside the clinic's set.</summary>
    public static IReadOnlyList<Method> MethodsOf(FactorKind kind) => kind switch
    {
        FactorKind.Phone => [Method.Text, Method.Voice],
        FactorKind.Email => [Method.Email],
        FactorKind.AuthenticatorApp => [Method.AuthenticatorApp],
    };

    public void Use(DateTimeOffset now) => LastUsedAt = now;

    /// <param name="name">At most <see cref="LongestName"/> characters; empty takes the name away.</param>
    public void Rename(string? name) => Name = string.IsNullOrWhiteSpace(name) ? null : name.Trim()[..Math.Min(name.Trim().Length, LongestName)];

    public void Disable(DateTimeOffset now) => DisabledAt ??= now;

    public void Remove(DateTimeOffset now) => RemovedAt ??= now;

    // For EF, which fills the rest.
    private Factor()
    {
    }
}
