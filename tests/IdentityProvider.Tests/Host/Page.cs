using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace IdentityProvider.Tests.Host;

/// <summary>What a browser shows: the answer to its last request, after every redirect.</summary>
public sealed class Page
{
    private readonly IHtmlDocument _document;

    public Page(Uri url, HttpResponseMessage response, string body)
    {
        (Url, Status, Headers, Body) = (url, response.StatusCode, response.Headers, body);
        _document = new HtmlParser().ParseDocument(body);
    }

    public Uri Url { get; }

    public HttpStatusCode Status { get; }

    public System.Net.Http.Headers.HttpResponseHeaders Headers { get; }

    public string Body { get; }

    public string Path => Url.AbsolutePath;

    public string Title => Squeeze(_document.Title ?? "");

    /// <summary>What a person reads: the text of the main part, spaces squeezed.</summary>
    public string Text => Squeeze((_document.QuerySelector("main") ?? _document.Body)?.TextContent ?? "");

    public IEnumerable<IElement> All(string selector) => _document.QuerySelectorAll(selector);

    public IElement One(string selector) =>
        _document.QuerySelector(selector) ?? throw new InvalidOperationException($"No {selector} on {Describe()}");

    public void Says(string sentence) => Assert.True(
        Text.Contains(sentence, StringComparison.Ordinal), $"Looked for: {sentence}{Environment.NewLine}on {Describe()}");

    public void DoesNotSay(string sentence) => Assert.False(
        Text.Contains(sentence, StringComparison.Ordinal), $"Did not want: {sentence}{Environment.NewLine}on {Describe()}");

    /// <summary>The field is marked as wrong, and the sentence stands at it and in the summary at the top of the page.</summary>
    public void ShowsProblem(string field, string sentence)
    {
        var input = FieldOf(_document, field) ?? throw new InvalidOperationException($"No field {field} on {Describe()}");
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
        var described = (input.GetAttribute("aria-describedby") ?? "").Split(' ').Select(id => Squeeze(_document.GetElementById(id)?.TextContent ?? ""));
        Assert.Contains(described, text => text.Contains(sentence, StringComparison.Ordinal));
        Assert.Contains(sentence, Squeeze(One("[role=alert]:not([hidden])").TextContent), StringComparison.Ordinal);
        Assert.StartsWith("Error", Title, StringComparison.Ordinal);
    }

    /// <summary>The form with all of these fields, filled in as a person would; null when the page has none.</summary>
    internal FilledForm? FormWith(IReadOnlyDictionary<string, string?> fields) => _document.Forms
        .Where(form => fields.Keys.All(name => FieldOf(form, name) is not null))
        .Select(form => FilledForm.Of(form, Url, fields, button: null))
        .FirstOrDefault();

    /// <summary>The form behind the button or the link that reads so.</summary>
    internal (FilledForm? Form, Uri? Link) Behind(string words)
    {
        var wanted = _document.QuerySelectorAll("button, input[type=submit], a[href]").FirstOrDefault(e => Reads(e, words))
            ?? throw new InvalidOperationException($"Nothing to press reads \"{words}\" on {Describe()}");
        if (wanted is IHtmlAnchorElement)
        {
            return (null, new Uri(Url, wanted.GetAttribute("href")));
        }

        var form = wanted.GetAttribute("form") is { } id ? _document.GetElementById(id) : wanted.Closest("form");
        return (FilledForm.Of((IHtmlFormElement)form!, Url, new Dictionary<string, string?>(StringComparer.Ordinal), wanted), null);
    }

    /// <summary>The page's main form, as it would be sent untouched: the one that posts to the page itself.</summary>
    internal FilledForm MainForm() => FilledForm.Of(
        _document.Forms.First(form => form.GetAttribute("action") is { } action && action.StartsWith('?') && !action.Contains("handler=", StringComparison.Ordinal)),
        Url,
        new Dictionary<string, string?>(StringComparer.Ordinal),
        button: null);

    /// <summary>The form that posts to a named handler of the page.</summary>
    internal FilledForm FormOf(string handler)
    {
        bool Leads(string? action) => action?.Contains($"handler={handler}", StringComparison.Ordinal) is true;
        var nothing = new Dictionary<string, string?>(StringComparer.Ordinal);
        var button = _document.QuerySelectorAll("button[formaction], input[formaction]").FirstOrDefault(b => Leads(b.GetAttribute("formaction")));
        var form = _document.Forms.FirstOrDefault(f => Leads(f.GetAttribute("action")))
            ?? (button?.GetAttribute("form") is { } id ? _document.GetElementById(id) : button?.Closest("form")) as IHtmlFormElement
            ?? throw new InvalidOperationException($"No form leads to {handler} on {Describe()}");
        return FilledForm.Of(form, Url, nothing, button);
    }

    public string Describe() => $"{(int)Status} {Url}: {(Text.Length > 1200 ? Text[..1200] + " …" : Text)}";

    /// <summary>A field by its name, with or without what model binding puts before it: Digits is Input.Digits too.</summary>
    internal static IElement? FieldOf(IParentNode within, string name) => within
        .QuerySelectorAll("input[name], select[name], textarea[name]")
        .FirstOrDefault(input => input.GetAttribute("name") is { } full
            && (full.Equals(name, StringComparison.OrdinalIgnoreCase) || full.EndsWith("." + name, StringComparison.OrdinalIgnoreCase)));

    private static bool Reads(IElement element, string words) =>
        Squeeze(element.TextContent) is { Length: > 0 } text
            ? text.Contains(words, StringComparison.Ordinal)
            : element.GetAttribute("value")?.Contains(words, StringComparison.Ordinal) is true;

    private static string Squeeze(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
