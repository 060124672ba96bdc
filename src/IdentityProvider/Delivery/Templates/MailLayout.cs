using System.Net;

namespace IdentityProvider.Delivery.Templates;

/// <summary>
/// How every e-mail looks. Nothing is fetched when it is opened: no picture, no font, no pixel that would tell us it was read. Styles
/// stand in the elements, because that is what mail programs keep; colours are those of the pages.
/// </summary>
internal static class MailLayout
{
    private const string Paragraph = "margin:0 0 16px;font-size:17px;line-height:1.5;color:#17292e";
    private const string Small = "margin:0 0 8px;font-size:14px;line-height:1.5;color:#4b5f65";
    private const string Code = "margin:0 0 16px;font-size:34px;line-height:1.2;letter-spacing:6px;font-weight:600;color:#0f5661;"
        + "font-family:Consolas,Menlo,monospace";

    private const string Button = "display:inline-block;padding:12px 20px;font-size:17px;font-weight:600;color:#ffffff;background:#0f5661;"
        + "border-radius:8px;text-decoration:none";

    public static Mail Lay(MailText text) => new(text.Subject, Plain(text), Html(text));

    private static string Plain(MailText text)
    {
        string[] code = text.Digits is null ? [] : ["    " + text.Digits];
        string[] link = text.Link is null ? [] : [$"{text.Link.Words}:\n{text.Link.Address}"];
        return string.Join("\n\n", [text.Sender, text.Title, .. text.Paragraphs, .. code, .. link, .. text.After, "-- \n" + string.Join("\n", text.Footer)]) + "\n";
    }

    private static string Html(MailText text) => $"""
        <!doctype html>
        <html lang="{text.Language}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light">
        <title>{Encode(text.Subject)}</title>
        </head>
        <body style="margin:0;padding:24px 12px;background:#f2f5f4;font-family:'Segoe UI',Candara,Verdana,sans-serif">
        <div role="article" lang="{text.Language}" style="max-width:560px;margin:0 auto;background:#ffffff;border:1px solid #d5dedd;border-radius:12px">
        <p style="margin:0;padding:16px 24px;background:#0f5661;color:#ffffff;font-size:17px;font-weight:600;border-radius:12px 12px 0 0">{Encode(text.Sender)}</p>
        <div style="padding:24px 24px 8px">
        <h1 style="margin:0 0 16px;font-size:22px;line-height:1.3;font-weight:600;color:#17292e">{Encode(text.Title)}</h1>
        {Paragraphs(text.Paragraphs, Paragraph)}{(text.Digits is null ? "" : Paragraphs([text.Digits], Code))}{LinkOf(text.Link)}{Paragraphs(text.After, Paragraph)}</div>
        <div style="padding:16px 24px;border-top:1px solid #d5dedd">
        {Paragraphs(text.Footer, Small)}</div>
        </div>
        </body>
        </html>
        """;

    private static string Paragraphs(IEnumerable<string> lines, string style) =>
        string.Concat(lines.Select(line => $"<p style=\"{style}\">{Encode(line)}</p>\n"));

    private static string LinkOf(MailLink? link) => link is null
        ? ""
        : $"<p style=\"{Paragraph}\"><a href=\"{Encode(link.Address.ToString())}\" style=\"{Button}\">{Encode(link.Words)}</a></p>\n";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
