using System.Security.Cryptography;

namespace IdentityProvider.Factors;

/// <summary>
/// A code that people copy from paper or hear on the telephone: groups of characters that are not taken for one another (Crockford's
/// base32), five bits each. Its ToString says nothing.
/// </summary>
public sealed class WrittenCode
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Group = 4;

    private readonly string _characters;

    private WrittenCode(string characters) => _characters = characters;

    /// <param name="length">Characters, five bits each.</param>
    public static WrittenCode Draw(int length) => new(RandomNumberGenerator.GetString(Alphabet, length));

    /// <summary>Reads what was typed: dashes and spaces anywhere, small letters, and the letters that look like digits are fine. Null when it cannot be one.</summary>
    public static WrittenCode? Parse(string? typed, int length)
    {
        if (typed is null || typed.Length > length * Group)
        {
            return null;
        }

        var characters = new string([.. typed.Normalize().Where(IsNoSeparator).Select(Read)]);
        return characters.Length == length && characters.All(Alphabet.Contains) ? new(characters) : null;
    }

    /// <summary>The characters without dashes: for hashing. For nothing else.</summary>
    public string Reveal() => _characters;

    /// <summary>In groups, as it is shown and printed.</summary>
    public string AsWritten() => string.Join('-', _characters.Chunk(Group).Select(group => new string(group)));

    public override string ToString() => nameof(WrittenCode);

    internal static WrittenCode FromStored(string characters) => new(characters);

    private static bool IsNoSeparator(char c) =>
        !char.IsWhiteSpace(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.DashPunctuation;

    private static char Read(char c) => char.ToUpperInvariant(c) switch
    {
        'O' => '0',
        'I' or 'L' => '1',
        var other => other,
    };
}
