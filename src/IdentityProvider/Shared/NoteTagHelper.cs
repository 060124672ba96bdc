using Microsoft.AspNetCore.Razor.TagHelpers;

namespace IdentityProvider.Shared;

/// <summary>How a note or a pill looks, and what it means.</summary>
public enum Tone
{
    /// <summary>For information.</summary>
    Plain,

    /// <summary>Fine, done.</summary>
    Ok,

    /// <summary>Needs a look.</summary>
    Warn,

    /// <summary>Wrong, stopped, dangerous.</summary>
    Bad,
}

/// <summary>A few lines that stand out: an icon, a bold line, one sentence. At most two on a page.</summary>
public sealed class NoteTagHelper : TagHelper
{
    public Tone Tone { get; set; }

    public string Icon { get; set; } = "info-circle";

    public required string Title { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var sentence = await output.GetChildContentAsync();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClasses(Tone == Tone.Plain ? "note" : $"note note-{Tone.ToString().ToLowerInvariant()}");
        output.Content.AppendHtml(Icons.Draw(Icon));
        output.Content.AppendHtml("<strong>").Append(Title).AppendHtml("</strong>");
        output.Content.AppendHtml(sentence);
    }
}

/// <summary>One or two words beside a heading or a name.</summary>
public sealed class PillTagHelper : TagHelper
{
    public Tone Tone { get; set; }

    public string? Icon { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClasses(Tone == Tone.Plain ? "pill" : $"pill pill-{Tone.ToString().ToLowerInvariant()}");
        if (Icon is not null)
        {
            output.PreContent.SetHtmlContent(Icons.Draw(Icon));
        }
    }
}
