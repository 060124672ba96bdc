namespace IdentityProvider.Users;

/// <summary>The shape of an address, not whether anybody has it: the mail that is sent there decides.</summary>
public static class EmailAddress
{
    public const int LongestLength = 254;

    /// <summary>What was typed as an address, trimmed and in NFC; null when it cannot be one.</summary>
    public static string? Parse(string? typed)
    {
        var address = typed?.Trim() ?? "";
        return address.Length is > 2 and <= LongestLength
            && address.Split('@') is [{ Length: > 0 and <= 64 }, { Length: > 0 }]
            && !address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is ',' or ';' or '<' or '>' or '"' or '(' or ')' || char.IsSurrogate(c))
                ? address.Normalize()
                : null;
    }
}
