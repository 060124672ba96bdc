using System.Security.Cryptography;

namespace IdentityProvider.Codes;

/// <summary>The digits of a code in clear. Its ToString says nothing, so that no log and no error page can tell them.</summary>
public sealed class PlainCode
{
    public const int Shortest = 5;
    public const int Longest = 8;

    private readonly string _digits;

    private PlainCode(string digits) => _digits = digits;

    public int Length => _digits.Length;

    /// <summary>Draws digits from the system's cryptographic generator. A leading zero is a digit like any other.</summary>
    /// <param name="length">5 to 8.</param>
    public static PlainCode Draw(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, Shortest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Longest);
        return new(RandomNumberGenerator.GetString("0123456789", length));
    }

    /// <summary>
    /// Reads what a person typed or pasted: spaces and dashes between the digits and a # in front are fine (the last line of our
    /// texts is "@host #digits"). Null when it cannot be a code.
    /// </summary>
    public static PlainCode? Parse(string? typed)
    {
        var text = typed.AsSpan().Trim();
        text = text.StartsWith('#') ? text[1..] : text;
        var digits = new char[Longest];
        var count = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c) && count < Longest)
            {
                digits[count++] = c;
            }
            else if (!IsBetweenDigits(c))
            {
                return null;
            }
        }

        return count >= Shortest ? new(new string(digits, 0, count)) : null;
    }

    /// <summary>The digits: for the message that carries them, for hashing and for encryption. For nothing else.</summary>
    public string Reveal() => _digits;

    public override string ToString() => nameof(PlainCode);

    internal static PlainCode FromStored(string digits) => new(digits);

    // Every kind of dash and space there is: word processors and phones replace the plain ones.
    private static bool IsBetweenDigits(char c) =>
        char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.DashPunctuation;
}
