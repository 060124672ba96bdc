using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace IdentityProvider.Tests.Host;

/// <summary>What a browser would send for a form: its own values, those a person filled in, and the button pressed.</summary>
internal sealed record FilledForm(HttpMethod Method, Uri Action, IReadOnlyList<KeyValuePair<string, string>> Values)
{
    public static FilledForm Of(IHtmlFormElement form, Uri page, IReadOnlyDictionary<string, string?> typed, IElement? button)
    {
        var pressed = button ?? form.QuerySelector("button:not([type=button]):not([type=reset]), input[type=submit]");
        var action = pressed?.GetAttribute("formaction") ?? form.GetAttribute("action") ?? page.ToString();
        var post = string.Equals(form.Method, "post", StringComparison.OrdinalIgnoreCase);
        var outside = form.Id is { } id ? form.Owner!.QuerySelectorAll($"[form='{id}']") : Enumerable.Empty<IElement>();
        var values = form.QuerySelectorAll("input[name], select[name], textarea[name]").Concat(outside)
            .Where(e => e is not IHtmlButtonElement).Distinct().SelectMany(input => ValuesOf(input, typed)).ToList();
        if (pressed?.GetAttribute("name") is { } name)
        {
            values.Add(new(name, pressed.GetAttribute("value") ?? ""));
        }

        return new FilledForm(post ? HttpMethod.Post : HttpMethod.Get, new Uri(page, action), values);
    }

    /// <summary>The same form with a value changed behind the page's back.</summary>
    public FilledForm With(string name, string value) => this with
    {
        Values = [.. Values.Where(v => v.Key != name), new(name, value)],
    };

    public HttpRequestMessage ToRequest()
    {
        if (Method == HttpMethod.Post)
        {
            return new HttpRequestMessage(Method, Action) { Content = new FormUrlEncodedContent(Values) };
        }

        var query = string.Join('&', Values.Select(v => $"{Uri.EscapeDataString(v.Key)}={Uri.EscapeDataString(v.Value)}"));
        return new HttpRequestMessage(Method, new UriBuilder(Action) { Query = query }.Uri);
    }

    private static IEnumerable<KeyValuePair<string, string>> ValuesOf(IElement input, IReadOnlyDictionary<string, string?> typed)
    {
        var name = input.GetAttribute("name")!;
        var said = typed.Where(t => name.Equals(t.Key, StringComparison.OrdinalIgnoreCase) || name.EndsWith("." + t.Key, StringComparison.OrdinalIgnoreCase))
            .Select(t => (Found: true, t.Value)).FirstOrDefault();
        return input switch
        {
            _ when input.HasAttribute("disabled") => [],
            IHtmlInputElement { Type: "radio" or "checkbox" } box => Ticked(box, said) ? [new(name, box.Value)] : [],
            IHtmlInputElement { Type: "submit" or "button" or "image" or "file" or "reset" } => [],
            IHtmlInputElement field => [new(name, said.Found ? said.Value ?? "" : field.Value)],
            IHtmlSelectElement select => [new(name, said.Found ? said.Value ?? "" : select.Value ?? "")],
            IHtmlTextAreaElement area => [new(name, said.Found ? said.Value ?? "" : area.Value)],
            _ => [],
        };
    }

    // A radio is chosen by its value, a checkbox by true or by its value.
    private static bool Ticked(IHtmlInputElement box, (bool Found, string? Value) said) => said.Found
        ? string.Equals(box.Value, said.Value, StringComparison.OrdinalIgnoreCase)
          || (box.Type == "checkbox" && string.Equals(said.Value, "true", StringComparison.OrdinalIgnoreCase))
        : box.IsChecked;
}
