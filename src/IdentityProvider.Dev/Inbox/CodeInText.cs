using System.Text.RegularExpressions;

namespace IdentityProvider.Dev.Inbox;

/// <summary>Finds the one-time code in a message, as a person would: the only run of five to eight digits.</summary>
internal static partial class CodeInText
{
    public static string? Find(string channel, string text)
    {
        var match = channel == "voice" ? Spoken().Match(text) : Written().Match(text);
        return match.Success ? string.Concat(match.Value.Where(char.IsAsciiDigit)) : null;
    }

    // Not part of a longer number, of a phone number (555-01234), an amount or an identifier.
    [GeneratedRegex(@"(?<![\w.,+\-/=])\d{5,8}(?![\w/=\-]|[.,]\d)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Written();

    // A voice says the digits one by one: "4, 0, 7, 1, 9, 2".
    [GeneratedRegex(@"(?<!\d)\d(?:[\s,.]+\d){4,7}(?!\d)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spoken();
}
