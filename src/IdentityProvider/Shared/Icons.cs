using System.Collections.Concurrent;
using System.Xml.Linq;
using Microsoft.AspNetCore.Html;

namespace IdentityProvider.Shared;

/// <summary>The icons that the build took from npm into this assembly (Assets.targets), ready to stand in a page.</summary>
public static class Icons
{
    private const string Prefix = "icons/";
    private static readonly ConcurrentDictionary<string, HtmlString> Drawn = new(StringComparer.Ordinal);

    /// <summary>Every name there is.</summary>
    public static IEnumerable<string> Names => typeof(Icons).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => Path.GetFileNameWithoutExtension(name[Prefix.Length..]));

    /// <summary>An inline drawing in the colour of the text around it, hidden from screen readers: words stand beside every icon.</summary>
    /// <exception cref="ArgumentException">No such icon; add it to Assets.targets.</exception>
    public static HtmlString Draw(string name) => Drawn.GetOrAdd(name, Read);

    private static HtmlString Read(string name)
    {
        using var file = typeof(Icons).Assembly.GetManifestResourceStream($"{Prefix}{name}.svg")
            ?? throw new ArgumentException($"There is no icon \"{name}\". Name it in Assets.targets.", nameof(name));
        // The first path of each file is Tabler's invisible bounding box.
        var shapes = XDocument.Load(file).Root!.Elements().Where(shape => shape.Attribute("stroke")?.Value != "none");
        var drawing = string.Concat(shapes.Select(shape => new XElement(shape.Name.LocalName, shape.Attributes()).ToString()));
        return new HtmlString(
            "<svg class=\"icon\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.75\" "
            + $"stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\">{drawing}</svg>");
    }
}
