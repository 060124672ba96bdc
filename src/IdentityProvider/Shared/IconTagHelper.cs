using Microsoft.AspNetCore.Razor.TagHelpers;

namespace IdentityProvider.Shared;

/// <summary><c>&lt;icon name="phone-call" /&gt;</c></summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTagHelper : TagHelper
{
    /// <summary>A name of <see cref="Icons.Names"/>.</summary>
    public required string Name { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Icons.Draw(Name));
    }
}
