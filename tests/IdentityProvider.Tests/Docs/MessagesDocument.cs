using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Templates;
using IdentityProvider.Delivery.Texts;
using IdentityProvider.Tests.Delivery;

namespace IdentityProvider.Tests.Docs;

/// <summary>docs/messages.md, written by the templates: what people are sent, in both languages.</summary>
internal static partial class MessagesDocument
{
    private const string Head = """
        # Messages

        Every text, call and mail there is, as Lakeside Family Medicine would send it. Written by the templates; a test keeps it equal to them (`IDP_WRITE_DOCS=1` makes the test
        write it). The texts are also the sample messages that carriers ask for when a number is registered for two-factor codes; each is one GSM-7 segment of 160
        characters.

        """;

    public static string Write()
    {
        var text = new StringBuilder(Head);
        foreach (var content in Letters.Contents().OrderBy(content => content.Kind, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {Title().Replace(content.Kind, " ${letter}").Trim()}\n");
            foreach (var channel in Enum.GetValues<Channel>().Where(content.TravelsBy))
            {
                text.Append(CultureInfo.InvariantCulture, $"\n{Say(channel, content, "en")}\n{Say(channel, content, "es")}\n");
            }
        }

        return text.ToString().Replace("\r", "", StringComparison.Ordinal);
    }

    private static string Say(Channel channel, LetterContent content, string language)
    {
        var letter = Letters.Letter(channel, content, language);
        var words = channel switch
        {
            Channel.Text => TextTemplate.Render(letter, Letters.Head, Letters.Noon),
            Channel.Voice => Markup().Replace(CallTemplate.Render(letter, Letters.Head).Speech, " "),
            _ => OfMail(MailTemplate.Render(letter, Letters.Head, Letters.Noon)),
        };
        var size = channel is Channel.Text ? string.Create(CultureInfo.InvariantCulture, $" ({Gsm7.Length(words)})") : "";
        return $"- {channel.ToString().ToLowerInvariant()}, {language}{size}: {Blank().Replace(words, " ").Trim()}";
    }

    private static string OfMail(Mail mail) => $"**{mail.Subject}** — {mail.Plain}";

    [GeneratedRegex("<[^>]+>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Markup();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blank();

    [GeneratedRegex("(?<!^)(?<letter>[A-Z])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Title();
}
