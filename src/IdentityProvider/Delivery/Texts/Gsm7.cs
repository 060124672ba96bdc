using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace IdentityProvider.Delivery.Texts;

/// <summary>
/// The alphabet of a text message (3GPP TS 23.038 §6.2.1). One character outside it turns the whole text into UCS-2, of which a
/// segment holds 70 characters instead of 160: twice the price, and some carriers deliver the halves out of order.
/// </summary>
public static class Gsm7
{
    /// <summary>Septets in one segment.</summary>
    public const int SegmentLength = 160;

    // The basic table; the escape character 0x1B is no character of its own and is left out.
    private static readonly FrozenSet<char> Basic = (
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
        "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà").ToFrozenSet();

    // The extension table: each costs two septets.
    private static readonly FrozenSet<char> Extension = "\f^{}\\[~]|€".ToFrozenSet();

    // What word processors put in place of plain characters, and those characters. The last three are spaces.
    private const string Typeset = "‘’´`“”«»–—…\u00A0\u202F\t";
    private const string Plain = "''''\"\"\"\"--.   ";

    /// <summary>Whether every character has a place in the alphabet.</summary>
    public static bool Holds(string text) => text.All(c => Basic.Contains(c) || Extension.Contains(c));

    /// <summary>Septets the text takes.</summary>
    public static int Length(string text) => text.Sum(c => Extension.Contains(c) ? 2 : 1);

    /// <summary>Whether the text is sent, priced and delivered as one.</summary>
    public static bool IsOneSegment(string text) => Holds(text) && Length(text) <= SegmentLength;

    /// <summary>The text in letters of the alphabet: "Clínica São" becomes "Clinica Sao". What has no likeness is left out.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormC))
        {
            folded.Append(Holds(c.ToString()) ? c.ToString() : Likeness(c));
        }

        return folded.ToString();
    }

    private static string Likeness(char c) =>
        Typeset.IndexOf(c, StringComparison.Ordinal) is >= 0 and var place ? Plain[place].ToString() : WithoutMarks(c);

    private static string WithoutMarks(char c) => string.Concat(
        c.ToString().Normalize(NormalizationForm.FormD)
            .Where(part => CharUnicodeInfo.GetUnicodeCategory(part) is not UnicodeCategory.NonSpacingMark && Holds(part.ToString())));
}
