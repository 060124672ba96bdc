using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace IdentityProvider.Dev.Carriers;

/// <summary>What a voice would say for an NCCO talk.</summary>
internal static partial class Speech
{
    /// <returns>Plain words, single-spaced; null when it starts as SSML and is not well-formed.</returns>
    public static string? Read(string text)
    {
        if (!text.StartsWith("<speak>", StringComparison.Ordinal))
        {
            return Spaces().Replace(text, " ").Trim();
        }

        try
        {
            // A pause between two digits is heard; without this they would read as one number.
            var speech = XElement.Parse(text);
            foreach (var pause in speech.Descendants("break").ToList())
            {
                pause.ReplaceWith(new XText(" "));
            }

            return Spaces().Replace(speech.Value, " ").Trim();
        }
        catch (XmlException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
