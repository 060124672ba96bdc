using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Shared;

/// <summary>One setting of a console page: its name and one sentence left, the control right, the error under the control.</summary>
public sealed class SettingTagHelper(IStringLocalizer<SharedTexts> texts) : TagHelper
{
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public required ModelExpression For { get; set; }

    public required string Label { get; set; }

    public required string Hint { get; set; }

    /// <summary>Whether the value differs from the saved one.</summary>
    public bool Changed { get; set; }

    /// <summary>Whether the control is a set of check boxes, which has no single input to label.</summary>
    public bool IsGroup { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var id = TagBuilder.CreateSanitizedId(For.Name, "_");
        context.Items[typeof(FieldTagHelper)] = true;
        var control = await output.GetChildContentAsync();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClasses("setting");
        if (IsGroup)
        {
            output.Attributes.SetAttribute("role", "group");
            output.Attributes.SetAttribute("aria-labelledby", $"{id}-name");
            output.Attributes.SetAttribute("aria-describedby", $"{id}-hint");
        }

        var name = new TagBuilder(IsGroup ? "span" : "label") { Attributes = { [IsGroup ? "id" : "for"] = IsGroup ? $"{id}-name" : id } };
        name.AddCssClass("name");
        name.InnerHtml.Append(Label);
        if (Changed)
        {
            name.InnerHtml.AppendHtml(" <span class=\"pill\">").Append(texts["Setting.Changed"]).AppendHtml("</span>");
        }

        output.Content.AppendHtml("<div>").AppendHtml(name).AppendHtml($"<p class=\"form-hint\" id=\"{id}-hint\">").Append(Hint).AppendHtml("</p></div><div>");
        output.Content.AppendHtml(control);
        if (ViewContext.ModelState.FirstError(For.Name) is { } error)
        {
            output.Content.AppendHtml($"<p class=\"error-text\" id=\"{id}-error\">").AppendHtml(Icons.Draw("alert-circle"))
                .AppendHtml("<span>").Append(error).AppendHtml("</span></p>");
        }

        output.Content.AppendHtml("</div>");
    }
}
