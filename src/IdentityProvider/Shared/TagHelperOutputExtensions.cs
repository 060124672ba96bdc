using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.TagHelpers;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace IdentityProvider.Shared;

internal static class TagHelperOutputExtensions
{
    /// <summary>Puts our classes beside those that the page wrote.</summary>
    public static void AddClasses(this TagHelperOutput output, string classes)
    {
        foreach (var name in classes.Split(' '))
        {
            output.AddClass(name, HtmlEncoder.Default);
        }
    }
}
