using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Shared;

/// <summary>Sentences with something set off inside them: a bold name, a time, a link.</summary>
public static partial class LocalizerExtensions
{
    /// <summary>
    /// The sentence of a key, encoded, with {0}, {1} … replaced by pieces of markup. A piece that is plain text is encoded too
    /// and made bold, so that a name can never become markup.
    /// </summary>
    public static IHtmlContent Html(this IStringLocalizer texts, string key, params object[] pieces)
    {
        var sentence = new HtmlContentBuilder();
        foreach (var part in Placeholder().Split(texts[key].Value).Index())
        {
            // Split puts the captured numbers at the odd places.
            if (part.Index % 2 == 0)
            {
                sentence.Append(part.Item);
                continue;
            }

            var piece = pieces[int.Parse(part.Item, CultureInfo.InvariantCulture)];
            if (piece is IHtmlContent markup)
            {
                sentence.AppendHtml(markup);
            }
            else
            {
                sentence.AppendHtml("<strong>").Append(piece.ToString() ?? "").AppendHtml("</strong>");
            }
        }

        return sentence;
    }

    [GeneratedRegex(@"\{(?<place>\d)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
