using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace IdentityProvider.Shared;

/// <summary>
/// A labelled input with its hint and its error: <c>&lt;field for="Password" label="…" hint="…"&gt;&lt;input asp-for="Password" /&gt;&lt;/field&gt;</c>.
/// <see cref="DescribedInputTagHelper"/> ties the input to both.
/// </summary>
public sealed class FieldTagHelper : TagHelper
{
    public required ModelExpression For { get; set; }

    public required string Label { get; set; }

    public string? Hint { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var id = TagBuilder.CreateSanitizedId(For.Name, "_");
        context.Items[typeof(FieldTagHelper)] = Hint is not null;
        var input = await output.GetChildContentAsync();

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Content.AppendHtml($"<label class=\"form-label\" for=\"{id}\">").Append(Label).AppendHtml("</label>");
        output.Content.AppendHtml(input);
        if (ViewContext.ModelState.FirstError(For.Name) is { } error)
        {
            output.Content.AppendHtml($"<p class=\"error-text\" id=\"{id}-error\">").AppendHtml(Icons.Draw("alert-circle"))
                .AppendHtml("<span>").Append(error).AppendHtml("</span></p>");
        }

        if (Hint is not null)
        {
            output.Content.AppendHtml($"<p class=\"form-hint\" id=\"{id}-hint\">").Append(Hint).AppendHtml("</p>");
        }
    }
}
