using System.Security.Cryptography;

namespace IdentityProvider.Protocol;

/// <summary>The code that a person reads on a device and types in a browser (RFC 8628 §6.1): XXXX-XXXX.</summary>
/// <remarks>Eight of twenty letters are 34 bits: with a few tries per person and ten minutes per code there is nothing to guess (§5.1).</remarks>
public static class UserCode
{
    // No vowels, so that no word comes of it; no digits, so that nothing looks like a letter (§6.1).
    private const string Letters = "BCDFGHJKLMNPQRSTVWXZ";
    private const int Length = 8;

    /// <summary>A new one, without the hyphen: as <see cref="Normalize"/> gives it back.</summary>
    public static string Draw() => RandomNumberGenerator.GetString(Letters, Length);

    /// <summary>As people read it.</summary>
    public static string Show(string code) => $"{code[..4]}-{code[4..]}";

    /// <summary>What was typed, in upper case and without spaces and hyphens; null when it cannot be a code of ours (§6.1).</summary>
    public static string? Normalize(string? typed)
    {
        var letters = string.Concat((typed ?? "").Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '‐' or '–' or '.' or '_'))).ToUpperInvariant();
        return letters.Length == Length && letters.All(c => Letters.Contains(c, StringComparison.Ordinal)) ? letters : null;
    }
}
