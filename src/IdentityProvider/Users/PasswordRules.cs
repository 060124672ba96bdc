using System.Collections.Immutable;
using System.Text;

namespace IdentityProvider.Users;

/// <summary>Why a password may not be one. Each has a sentence that says what to do.</summary>
public enum PasswordRefusal
{
    Empty,
    TooShort,
    TooLong,

    /// <summary>It is in every list that is tried first.</summary>
    Common,

    /// <summary>One piece over and over, or a run of neighbours: abcabcabc, 123456789.</summary>
    Repetitive,

    /// <summary>Nothing but names that everybody knows: the user's, the clinic's, the service's.</summary>
    Names,

    /// <summary>It is the one that is to be replaced.</summary>
    Unchanged,
}

/// <summary>
/// What a new password must be: long, and not what is tried first. No composition rules and no expiry (NIST SP 800-63B-4 §3.1.1.2).
/// Said to the user before anything is typed.
/// </summary>
/// <param name="Shortest">The least length, in characters.</param>
/// <param name="Names">Names of the user, of their clinics and of this service, as people write them.</param>
public sealed record PasswordRules(int Shortest, ImmutableArray<string> Names)
{
    /// <summary>The longest that is accepted (the same section asks for 64 at least).</summary>
    public const int Longest = PasswordOptions.LongestLength;

    /// <summary>The least that a clinic may ask for.</summary>
    public const int LeastShortest = 8;

    // A piece this long, twice, is more than anybody tries; shorter ones are.
    private const int LongestPiece = 6;

    /// <summary>Why this may not be the password, or null when it may.</summary>
    public PasswordRefusal? Refuse(string? typed)
    {
        if (string.IsNullOrEmpty(typed))
        {
            return PasswordRefusal.Empty;
        }

        var length = LengthOf(typed);
        return length < Shortest ? PasswordRefusal.TooShort
            : length > Longest ? PasswordRefusal.TooLong
            : PasswordBlocklist.Holds(typed) ? PasswordRefusal.Common
            : IsRepetitive(typed) ? PasswordRefusal.Repetitive
            : IsNames(typed) ? PasswordRefusal.Names
            : null;
    }

    /// <summary>Characters as people count them: code points of the NFC form. An é typed in two ways is one either way.</summary>
    public static int LengthOf(string typed) => typed.Normalize().EnumerateRunes().Count();

    /// <summary>The words that may not make up the whole password, in lower case, letters and digits only. The page warns of them while typing.</summary>
    public IReadOnlyList<string> Words => [.. Names
        .SelectMany(name => name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SelectMany(word => word.Split('@', '.', '-', '_')).Append(name))
        .Select(Plain).Where(word => word.Length > 1).Distinct(StringComparer.Ordinal)];

    private static bool IsRepetitive(string typed)
    {
        var runes = typed.Normalize().ToLowerInvariant().EnumerateRunes().Select(rune => rune.Value).ToArray();
        return Enumerable.Range(1, Math.Min(LongestPiece, runes.Length / 2)).Any(piece => Repeats(runes, piece)) || IsRun(runes, 1) || IsRun(runes, -1);
    }

    private static bool Repeats(int[] runes, int piece) => Enumerable.Range(piece, runes.Length - piece).All(i => runes[i] == runes[i - piece]);

    // Nine is followed by nought, as on a keyboard.
    private static bool IsRun(int[] runes, int step) =>
        Enumerable.Range(1, runes.Length - 1).All(i => runes[i] == runes[i - 1] + step || (step == 1 && runes[i] == '0' && runes[i - 1] == '9'));

    // Digits and signs around and between names are what everybody adds: Lakeside-2026! is a name.
    private bool IsNames(string typed)
    {
        var letters = new string([.. Plain(typed).Where(c => !char.IsDigit(c))]);
        var words = Words.Select(word => new string([.. word.Where(c => !char.IsDigit(c))])).Where(word => word.Length > 1).ToList();
        var reached = new bool[letters.Length + 1];
        reached[0] = true;
        for (var i = 0; i < letters.Length; i++)
        {
            foreach (var word in reached[i] ? words : [])
            {
                if (letters.AsSpan(i).StartsWith(word, StringComparison.Ordinal))
                {
                    reached[i + word.Length] = true;
                }
            }
        }

        return letters.Length > 0 && reached[^1];
    }

    private static string Plain(string text) => new([.. text.Normalize(NormalizationForm.FormC).ToLowerInvariant().Where(char.IsLetterOrDigit)]);
}
