using System.Globalization;

namespace IdentityProvider.Protocol.Registration;

/// <summary>Text that people are shown as another's words.</summary>
public static class PlainText
{
    /// <summary>Whether it holds nothing that is invisible, breaks the line, turns the direction of writing, or is no character at all.</summary>
    public static bool IsPlain(string text)
    {
        for (var i = 0; i < text.Length; i += char.IsSurrogatePair(text, i) ? 2 : 1)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(text, i) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                return false;
            }
        }

        return true;
    }
}
