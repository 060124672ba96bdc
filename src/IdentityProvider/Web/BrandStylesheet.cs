using System.Globalization;

namespace IdentityProvider.Web;

/// <summary>
/// GET /brand/{colour}.css: the one rule that gives the sign-in card a clinic's colour. The content security policy allows no
/// style attributes, and with the colour in the address the answer depends on nothing else and can be cached for good.
/// </summary>
public static class BrandStylesheet
{
    private const double ReadableContrast = 4.5;

    public static void MapBrandStylesheet(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/brand/{color}.css", Handle).AllowAnonymous();

    /// <summary>The path for a colour, or null when it is missing, is not #rrggbb or could not carry readable text.</summary>
    public static string? PathFor(string? color) =>
        color is ['#', .. var hex] && CssFor(hex) is not null ? $"/brand/{hex.ToLowerInvariant()}.css" : null;

    private static IResult Handle(string color, HttpResponse response)
    {
        if (CssFor(color) is not { } css)
        {
            return Results.NotFound();
        }

        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Text(css, "text/css");
    }

    internal static string? CssFor(string hex)
    {
        if (hex.Length != 6 || !int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb))
        {
            return null;
        }

        var light = Luminance(rgb);
        var text = Contrast(light, 1) >= ReadableContrast ? "#fff" : Contrast(light, 0) >= ReadableContrast ? "#000" : null;
        return text is null ? null : $":root, [data-bs-theme] {{ --idp-brand: #{hex}; --idp-brand-fg: {text}; }}\n";
    }

    // WCAG 2.2, "contrast ratio" and "relative luminance".
    private static double Contrast(double one, double other) => (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);

    private static double Luminance(int rgb) =>
        (0.2126 * Linear(rgb >> 16)) + (0.7152 * Linear(rgb >> 8)) + (0.0722 * Linear(rgb));

    private static double Linear(int channel)
    {
        var c = (channel & 0xff) / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }
}
