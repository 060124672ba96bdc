using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace IdentityProvider.Protocol.Smart;

/// <summary>Whose records a clinical scope is about: the patient in context, what the user may see, or what a server may see by itself.</summary>
public enum SmartLevel { Patient, User, System }

/// <summary>What may be done with resources, in the order in which the letters of a scope stand.</summary>
[Flags]
public enum SmartPermissions
{
    None = 0,
    Create = 1,
    Read = 2,
    Update = 4,
    Delete = 8,
    Search = 16,
    All = Create | Read | Update | Delete | Search,
}

/// <summary>
/// A clinical scope: <c>patient/Observation.rs?category=laboratory</c> (SMART App Launch 2.2 §3.0.2). The words of version 1 mean
/// letters: <c>read</c> is <c>rs</c>, <c>write</c> is <c>cud</c>, <c>*</c> is <c>cruds</c> (§3.0.2.8).
/// </summary>
public sealed partial record SmartScope
{
    public const string AnyResource = "*";

    private const string Letters = "cruds";

    private SmartScope(SmartLevel level, string resourceType, SmartPermissions permissions, ImmutableSortedSet<string> query) =>
        (Level, ResourceType, Permissions, Query) = (level, resourceType, permissions, query);

    public SmartLevel Level { get; }

    /// <summary>A FHIR resource type, or <see cref="AnyResource"/>.</summary>
    public string ResourceType { get; }

    public SmartPermissions Permissions { get; }

    /// <summary>What the resources must satisfy besides, each as <c>name=value</c>; all of them at once. Empty for no limit.</summary>
    public ImmutableSortedSet<string> Query { get; }

    /// <summary>Reads one scope value; null when it is no clinical scope, or its letters are out of order (§3.0.2.2).</summary>
    public static SmartScope? Parse(string value)
    {
        if (Form().Match(value) is not { Success: true } match || QueryOf(match.Groups["query"]) is not { } query)
        {
            return null;
        }

        // A limit by query came with version 2, so its words cannot have one.
        var isVersion1 = match.Groups["words"].Success;
        return isVersion1 && !query.IsEmpty ? null : new SmartScope(
            Enum.Parse<SmartLevel>(match.Groups["level"].Value, ignoreCase: true),
            match.Groups["type"].Value,
            isVersion1 ? MeaningOf(match.Groups["words"].Value) : OfLetters(match.Groups["letters"].Value),
            query);
    }

    /// <summary>Whether a value claims to be a clinical scope, well-formed or not.</summary>
    public static bool IsMeantAsOne(string value) => Prefix().IsMatch(value);

    /// <summary>Whether whoever has this one has the other too, as far as the given permission goes.</summary>
    /// <remarks>A query narrows: whoever is limited to laboratory results covers final laboratory results, never the reverse.</remarks>
    public bool Covers(SmartScope other, SmartPermissions permission) =>
        Level == other.Level
        && (ResourceType == AnyResource || ResourceType == other.ResourceType)
        && Permissions.HasFlag(permission)
        && Query.IsSubsetOf(other.Query);

    /// <summary>Whether these together cover that one: each of its permissions is covered by one of them.</summary>
    public static bool Cover(IEnumerable<string> registered, SmartScope asked)
    {
        var known = registered.Select(Parse).OfType<SmartScope>().ToList();
        return Each(asked.Permissions).All(permission => known.Any(scope => scope.Covers(asked, permission)));
    }

    /// <summary>The canonical text: version 2, letters in order, query sorted.</summary>
    public override string ToString() =>
        $"{Level.ToString().ToLowerInvariant()}/{ResourceType}.{LettersOf(Permissions)}{(Query.IsEmpty ? "" : "?" + string.Join('&', Query))}";

    public bool Equals(SmartScope? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    private static IEnumerable<SmartPermissions> Each(SmartPermissions permissions) =>
        Enumerable.Range(0, Letters.Length).Select(bit => (SmartPermissions)(1 << bit)).Where(one => permissions.HasFlag(one));

    private static string LettersOf(SmartPermissions permissions) =>
        string.Concat(Letters.Where((_, bit) => permissions.HasFlag((SmartPermissions)(1 << bit))));

    private static SmartPermissions OfLetters(string letters) =>
        letters.Aggregate(SmartPermissions.None, (sum, letter) => sum | (SmartPermissions)(1 << Letters.IndexOf(letter, StringComparison.Ordinal)));

    private static SmartPermissions MeaningOf(string word) => word switch
    {
        "read" => SmartPermissions.Read | SmartPermissions.Search,
        "write" => SmartPermissions.Create | SmartPermissions.Update | SmartPermissions.Delete,
        _ => SmartPermissions.All,
    };

    // Null when a part of it is not name=value.
    private static ImmutableSortedSet<string>? QueryOf(Group query)
    {
        var parts = query.Success ? query.Value.Split('&') : [];
        return parts.All(part => part.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && at < part.Length - 1)
            ? parts.ToImmutableSortedSet(StringComparer.Ordinal)
            : null;
    }

    [GeneratedRegex(@"\A(?<level>patient|user|system)/(?<type>\*|[A-Z][A-Za-z]{1,63})\.((?<words>read|write|\*)|(?<letters>(?=[cruds])c?r?u?d?s?))(\?(?<query>.*))?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();

    [GeneratedRegex(@"\A(patient|user|system)/(\*|[A-Z][A-Za-z]*)\.", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Prefix();
}
