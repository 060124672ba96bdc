using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace IdentityProvider.Shared;

/// <summary>
/// A radio button whose whole card is its label. What stands between the tags comes after the title, for a pill.
/// Radios of one <see cref="For"/> share a name; the one whose value the model holds is chosen.
/// </summary>
public sealed class ChoiceTagHelper : TagHelper
{
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public required ModelExpression For { get; set; }

    public required string Value { get; set; }

    public required string Icon { get; set; }

    public required string Title { get; set; }

    public string? Hint { get; set; }

    /// <summary>Whether the choice opens the phone entry that follows.</summary>
    public bool NeedsPhone { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var extra = await output.GetChildContentAsync();
        output.TagName = "label";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClasses("choice");
        var encoder = HtmlEncoder.Default;
        var chosen = string.Equals(For.Model?.ToString(), Value, StringComparison.Ordinal) ? " checked" : "";
        // The first radio carries the id that the error summary links to.
        var first = ViewContext.HttpContext.Items.TryAdd((typeof(ChoiceTagHelper), For.Name), true) ? $" id=\"{encoder.Encode(For.Name)}\"" : "";
        output.Content.AppendHtml(
            $"<input class=\"form-check-input{(NeedsPhone ? " needs-phone" : "")}\" type=\"radio\" name=\"{encoder.Encode(For.Name)}\" "
            + $"value=\"{encoder.Encode(Value)}\"{first}{chosen}>");
        output.Content.AppendHtml(Icons.Draw(Icon)).AppendHtml("<span><strong>").Append(Title).AppendHtml("</strong> ").AppendHtml(extra);
        if (Hint is not null)
        {
            output.Content.AppendHtml("<small>").Append(Hint).AppendHtml("</small>");
        }

        output.Content.AppendHtml("</span>");
    }
}
