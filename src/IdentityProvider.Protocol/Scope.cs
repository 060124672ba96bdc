using System.Collections.Immutable;

namespace IdentityProvider.Protocol;

/// <summary>A set of scope values, in the order they were named (RFC 6749 §3.3). Order has no meaning; duplicates vanish.</summary>
public sealed class Scope : IEquatable<Scope>
{
    public const string OpenId = "openid";
    public const string Profile = "profile";
    public const string Email = "email";
    public const string OfflineAccess = "offline_access";

    public static readonly Scope None = new([]);

    /// <summary>The scopes this server itself gives a meaning to. Clients may be registered for others: those of their own APIs.</summary>
    public static readonly ImmutableArray<string> OfOurOwn = [OpenId, Profile, Email, OfflineAccess];

    private Scope(ImmutableArray<string> values) => Values = values;

    public ImmutableArray<string> Values { get; }

    public bool IsEmpty => Values.IsEmpty;

    public static Scope Of(IEnumerable<string> values) => new([.. values.Distinct(StringComparer.Ordinal)]);

    /// <summary>Reads a space-separated list; null when a character is in it that RFC 6749 §3.3 does not allow.</summary>
    public static Scope? Parse(string? text) =>
        text is null ? None
        : text.All(c => c == ' ' || IsScopeCharacter(c)) ? Of(text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        : null;

    public bool Contains(string value) => Values.Contains(value, StringComparer.Ordinal);

    public bool IsWithin(Scope larger) => Values.All(larger.Contains);

    public override string ToString() => string.Join(' ', Values);

    public bool Equals(Scope? other) => other is not null && Values.Length == other.Values.Length && IsWithin(other);

    public override bool Equals(object? obj) => Equals(obj as Scope);

    public override int GetHashCode() =>
        Values.Aggregate(0, (sum, value) => sum ^ StringComparer.Ordinal.GetHashCode(value));

    // NQCHAR of RFC 6749 appendix A: printable ASCII but space, quotation mark and backslash.
    private static bool IsScopeCharacter(char c) => c is >= '\x21' and <= '\x7e' and not '"' and not '\\';
}
