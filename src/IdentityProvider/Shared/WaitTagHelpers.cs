using IdentityProvider.Web;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Shared;

/// <summary>
/// A button for something that is possible only after a wait. While the wait runs it says so in words; pressing it early
/// is harmless, the server shows the same page again. A script may count down; without it the page's words stay true enough.
/// </summary>
public sealed class WaitButtonTagHelper(IStringLocalizer<SharedTexts> texts, TimeProvider clock) : TagHelper
{
    public required string Icon { get; set; }

    public required string Title { get; set; }

    /// <summary>The second line once the wait is over.</summary>
    public string? Hint { get; set; }

    /// <summary>When it becomes possible; null or past: now.</summary>
    public DateTimeOffset? Until { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var seconds = Until is { } until ? (int)Math.Ceiling((until - clock.GetUtcNow()).TotalSeconds) : 0;
        output.TagName = "button";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClasses("btn");
        output.Attributes.SetAttribute("type", "submit");
        output.Content.AppendHtml(Icons.Draw(Icon)).AppendHtml("<span>").Append(Title);
        if (seconds > 0)
        {
            output.Attributes.SetAttribute("aria-disabled", "true");
            output.Attributes.SetAttribute("data-wait", seconds);
            output.Content.AppendHtml("<small>").Append(texts["Wait.Seconds", seconds]).AppendHtml("</small>");
        }

        if (Hint is not null)
        {
            output.Content.AppendHtml(seconds > 0 ? "<small data-after-wait hidden>" : "<small>").Append(Hint).AppendHtml("</small>");
        }

        output.Content.AppendHtml("</span>");
    }
}

/// <summary>Until when a code works: the clock time first, the countdown second.</summary>
[HtmlTargetElement("time-left", TagStructure = TagStructure.WithoutEndTag)]
public sealed class TimeLeftTagHelper(IStringLocalizer<SharedTexts> texts, TimeProvider clock) : TagHelper
{
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public required DateTimeOffset Until { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var zone = GateFrame.Of(ViewContext.HttpContext).TimeZone;
        var left = Until - clock.GetUtcNow();
        output.TagName = "p";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClasses("form-hint with-icon");
        var time = new TagBuilder("time") { Attributes = { ["datetime"] = LocalTime.Machine(Until, zone) } };
        time.InnerHtml.Append(LocalTime.Clock(Until, zone));
        output.Content.AppendHtml(Icons.Draw("clock")).AppendHtml("<span>");
        if (left <= TimeSpan.Zero)
        {
            output.Content.AppendHtml(texts.Html("Time.Ended", time)).AppendHtml("</span>");
            return;
        }

        var seconds = (int)left.TotalSeconds;
        output.Content.AppendHtml(texts.Html("Time.Until", time)).AppendHtml($" <span data-count-down=\"{seconds}\" ")
            .AppendHtml($"data-format=\"").Append(texts["Time.Left"].Value).AppendHtml("\">")
            .Append(texts["Time.Left", seconds / 60, seconds % 60]).AppendHtml("</span></span>");
    }
}
