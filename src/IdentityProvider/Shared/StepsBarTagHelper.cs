using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Shared;

/// <summary>Where one is in a set-up of several pages.</summary>
[HtmlTargetElement("steps-bar", TagStructure = TagStructure.WithoutEndTag)]
public sealed class StepsBarTagHelper(IStringLocalizer<SharedTexts> texts) : TagHelper
{
    /// <summary>From 1.</summary>
    public int Current { get; set; } = 1;

    public required IReadOnlyList<string> Names { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "ol";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClasses("steps-bar");
        output.Attributes.SetAttribute("aria-label", texts["Steps.Progress"].Value);
        foreach (var (index, name) in Names.Index())
        {
            output.Content.AppendHtml(index + 1 == Current ? "<li aria-current=\"step\"><b>" : "<li><b>")
                .Append((index + 1).ToString(CultureInfo.InvariantCulture)).AppendHtml("</b><span>").Append(name).AppendHtml("</span></li>");
        }
    }
}
