namespace IdentityProvider.Users;

/// <summary>A name as it may be kept and shown: one line of text, whatever letters it is written in.</summary>
public static class PersonName
{
    public const int LongestLength = 120;

    /// <summary>What was typed as a name; null when nothing is left of it, or too much.</summary>
    public static string? Parse(string? typed)
    {
        // Broken surrogates are no text, and direction marks turn the words around them.
        var plain = new string([.. (typed ?? "").Where(c => !char.IsSurrogate(c)).Select(c => char.IsControl(c) || IsDirection(c) ? ' ' : c)]);
        var name = string.Join(' ', plain.Normalize().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return name.Length is > 0 and <= LongestLength ? name : null;
    }

    private static bool IsDirection(char c) => c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069' or '\u200e' or '\u200f';
}
