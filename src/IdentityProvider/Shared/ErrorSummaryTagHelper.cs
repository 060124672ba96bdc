using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Shared;

/// <summary>First on a page whose form was refused: what is wrong, each line a link to its field. Shows nothing when all is well.</summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ErrorSummaryTagHelper(IStringLocalizer<SharedTexts> texts) : TagHelper
{
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>The bold line; without it a general one.</summary>
    public string? Title { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var errors = ViewContext.ModelState.AllErrors();
        if (errors.Count == 0)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClasses("note note-bad");
        output.Attributes.SetAttribute("role", "alert");
        output.Attributes.SetAttribute("tabindex", "-1");
        output.Attributes.SetAttribute("aria-labelledby", "error-summary");
        output.Attributes.SetAttribute("data-focus", "");
        output.Content.AppendHtml(Icons.Draw("alert-circle")).AppendHtml("<strong id=\"error-summary\">")
            .Append(Title ?? texts[errors.Count == 1 ? "Errors.One" : "Errors.Many"]).AppendHtml("</strong>");
        foreach (var (field, error) in errors)
        {
            output.Content.AppendHtml("<p>").AppendHtml(Line(field, error)).AppendHtml("</p>");
        }
    }

    private static TagBuilder Line(string field, string error)
    {
        var line = new TagBuilder(field.Length == 0 ? "span" : "a");
        line.InnerHtml.Append(error);
        if (field.Length > 0)
        {
            line.Attributes["href"] = $"#{TagBuilder.CreateSanitizedId(field, "_")}";
        }

        return line;
    }
}
