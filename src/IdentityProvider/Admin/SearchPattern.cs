namespace IdentityProvider.Admin;

/// <summary>What somebody typed into a search field, as a pattern that finds it anywhere.</summary>
internal static class SearchPattern
{
    /// <summary>Per cent signs and underscores are looked for, not obeyed; the database takes no NUL.</summary>
    /// <returns>For ILIKE with the escape character \; null when nothing was typed.</returns>
    public static string? Of(string? typed)
    {
        var words = typed?.Replace("\0", "", StringComparison.Ordinal).Trim();
        return words is { Length: > 0 }
            ? $"%{words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%"
            : null;
    }
}
