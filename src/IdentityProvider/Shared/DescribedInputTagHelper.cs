using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace IdentityProvider.Shared;

/// <summary>
/// Marks an input as wrong when its value was refused, and lets screen readers read the error and the hint of the
/// <see cref="FieldTagHelper"/> around it, after whatever the page itself names in aria-describedby.
/// </summary>
[HtmlTargetElement("input", Attributes = ForAttribute)]
[HtmlTargetElement("select", Attributes = ForAttribute)]
[HtmlTargetElement("textarea", Attributes = ForAttribute)]
public sealed class DescribedInputTagHelper : TagHelper
{
    private const string ForAttribute = "asp-for";
    private const string DescribedBy = "aria-describedby";

    [HtmlAttributeName(ForAttribute)]
    public required ModelExpression For { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var id = TagBuilder.CreateSanitizedId(For.Name, "_");
        var wrong = ViewContext.ModelState.FirstError(For.Name) is not null;
        var hinted = context.Items.TryGetValue(typeof(FieldTagHelper), out var hint) && hint is true;
        string?[] described = [wrong ? $"{id}-error" : null, output.Attributes[DescribedBy]?.Value.ToString(), hinted ? $"{id}-hint" : null];

        if (wrong)
        {
            output.Attributes.SetAttribute("aria-invalid", "true");
            output.AddClasses("is-invalid");
        }

        if (described.Any(part => part is not null))
        {
            output.Attributes.SetAttribute(DescribedBy, string.Join(' ', described.Where(part => part is not null)));
        }
    }
}
