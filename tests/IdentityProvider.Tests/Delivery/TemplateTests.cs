using System.Text.RegularExpressions;
using System.Xml.Linq;
using AngleSharp.Html.Parser;
using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Templates;
using IdentityProvider.Delivery.Texts;

namespace IdentityProvider.Tests.Delivery;

public partial class TemplateTests
{
    [Fact]
    public void The_list_of_letters_in_these_tests_is_complete()
    {
        var kinds = typeof(LetterContent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(LetterContent)) && !t.IsAbstract);

        Assert.Equal(kinds.Select(t => t.Name).Order(), Letters.Contents().Select(c => c.Kind).Order());
    }

    [Theory]
    [InlineData("Lakeside FM", "id.lakesidehealth.example")]
    [InlineData("WWWWWWWWWWWWWWWWWWWW", "signin.northern-lakes-health-sys.example")]
    public void A_texted_code_is_one_segment_in_both_languages(string textName, string host)
    {
        var head = Letters.Head with { Issuer = new Uri($"https://{host}") };
        foreach (var letter in Letters.By(Channel.Text, digits: "00000000"))
        {
            var text = TextTemplate.Render(letter with { Clinic = Letters.Lakeside with { TextName = textName } }, head, Letters.Noon);

            Assert.True(Gsm7.IsOneSegment(text), $"{Gsm7.Length(text)} septets: {text}");
        }
    }

    [Fact]
    public void A_host_that_would_take_a_second_segment_is_found_before_anything_is_sent()
    {
        Assert.True(TextTemplate.FitsOneSegment(Letters.Head));
        Assert.False(TextTemplate.FitsOneSegment(Letters.Head with { Issuer = new Uri($"https://{new string('a', 60)}.example") }));
    }

    [Fact]
    public void A_text_says_it_to_people_first_and_to_the_browser_last()
    {
        var letter = Letters.Letter(Channel.Text, new SignInCode(Guid.Empty, "042137", Letters.Noon.AddMinutes(10)));

        Assert.Equal(
            "042137 is your Lakeside FM sign-in code. It works for 10 minutes. Never share it.\n\n@id.lakesidehealth.example #042137",
            TextTemplate.Render(letter, Letters.Head, Letters.Noon));
        Assert.Equal(
            "042137 es su codigo para entrar a Lakeside FM. Sirve por 10 minutos. No lo comparta.\n\n@id.lakesidehealth.example #042137",
            TextTemplate.Render(letter with { Language = "es" }, Letters.Head, Letters.Noon));
    }

    [Theory]
    [InlineData(600, "10 minutes")]
    [InlineData(359, "5 minutes")]
    [InlineData(119, "1 minute.")]
    [InlineData(10, "1 minute.")]
    public void A_late_message_promises_only_the_minutes_that_are_left(int secondsLeft, string expected)
    {
        var letter = Letters.Letter(Channel.Text, new SignInCode(Guid.Empty, "042137", Letters.Noon.AddSeconds(secondsLeft)));

        Assert.Contains(expected, TextTemplate.Render(letter, Letters.Head, Letters.Noon), StringComparison.Ordinal);
    }

    [Fact]
    public void A_letter_without_a_clinic_is_signed_by_the_deployment()
    {
        var letter = Letters.Letter(Channel.Text, new SignInCode(Guid.Empty, "042137", Letters.Noon.AddMinutes(10))) with { Clinic = null };

        Assert.StartsWith("042137 is your Clinic ID sign-in code.", TextTemplate.Render(letter, Letters.Head, Letters.Noon), StringComparison.Ordinal);
        Assert.Contains("Clinic ID", MailTemplate.Render(letter with { Channel = Channel.Email }, Letters.Head, Letters.Noon).Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_is_well_formed_speech_that_says_each_digit_twice()
    {
        var clinic = Letters.Lakeside with { Name = "Ortega & Sons <Dental>" };
        foreach (var letter in Letters.By(Channel.Voice))
        {
            var call = CallTemplate.Render(letter with { Clinic = clinic }, Letters.Head);
            var speech = XElement.Parse(call.Speech);

            Assert.Equal(letter.Language is "es" ? "es-US" : "en-US", call.Language);
            Assert.Contains("Ortega & Sons <Dental>", speech.Value, StringComparison.Ordinal);
            var said = letter.Content is CodeContent ? "042137042137" : "";
            Assert.Equal(said, string.Concat(speech.Value.Where(char.IsAsciiDigit)));
            Assert.Equal(said.Length == 0 ? 0 : 2 * (1 + 5 + 1), speech.Elements("break").Count());
            Assert.True(speech.Value.Length <= 1500);
        }
    }

    [Fact]
    public void A_mail_says_the_same_in_both_parts_and_fetches_nothing()
    {
        foreach (var letter in Letters.By(Channel.Email))
        {
            var mail = MailTemplate.Render(letter, Letters.Head, Letters.Noon);
            var page = new HtmlParser().ParseDocument(mail.Html);

            Assert.Equal(letter.Language, page.DocumentElement.GetAttribute("lang"));
            Assert.Empty(page.QuerySelectorAll("img, link, script, iframe, [src], [background], [href]:not(a)"));
            Assert.DoesNotContain("url(", mail.Html, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("Lakeside Family Medicine", mail.Plain, StringComparison.Ordinal);
            foreach (var paragraph in page.QuerySelectorAll("p, h1"))
            {
                Assert.Contains(paragraph.TextContent, mail.Plain, StringComparison.Ordinal);
            }

            foreach (var link in page.QuerySelectorAll("a"))
            {
                Assert.StartsWith("https://id.lakesidehealth.example/", link.GetAttribute("href"), StringComparison.Ordinal);
                Assert.Contains($"{link.TextContent}:\n{link.GetAttribute("href")}\n", mail.Plain, StringComparison.Ordinal);
            }

            Assert.DoesNotMatch(Placeholder(), mail.Subject + mail.Plain);
            Assert.DoesNotContain("042137", mail.Subject, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("en", "This wasn’t me", "press the button")]
    [InlineData("es", "No fui yo", "pulse el botón")]
    public void A_notice_with_a_link_has_a_button_for_whoever_did_not_do_it_in_both_languages(string language, string button, string sentence)
    {
        foreach (var content in Letters.Contents().OfType<NoticeContent>().Where(notice => notice.TravelsBy(Channel.Email) && notice is not RecoveryIsWanted))
        {
            var letter = Letters.Letter(Channel.Email, content with { DisavowalToken = "a-token-of-a-link" }, language);

            var mail = MailTemplate.Render(letter, Letters.Head, Letters.Noon);
            var link = Assert.Single(new HtmlParser().ParseDocument(mail.Html).QuerySelectorAll("a"));

            Assert.Equal(button, link.TextContent);
            Assert.Equal($"https://id.lakesidehealth.example{content.DisavowalPage}?t=a-token-of-a-link", link.GetAttribute("href"));
            Assert.Contains(sentence, mail.Plain, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_a_stranger_wrote_is_text_in_a_mail_and_not_markup()
    {
        var letter = Letters.Letter(Channel.Email, new NewBrowserSignedIn(Letters.Noon, "<img src=//evil.example>"));

        var page = new HtmlParser().ParseDocument(MailTemplate.Render(letter, Letters.Head, Letters.Noon).Html);

        Assert.Empty(page.QuerySelectorAll("img"));
        Assert.Contains("<img src=//evil.example>", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_notice_tells_the_time_of_the_clinic()
    {
        var letter = Letters.Letter(Channel.Email, new NewBrowserSignedIn(Letters.Noon, "Firefox on Windows"));

        var text = Spaces().Replace(MailTemplate.Render(letter, Letters.Head, Letters.Noon).Plain, " ");

        Assert.Contains("Monday, March 2, 2026 at 12:00 PM (Chicago time)", text, StringComparison.Ordinal);
        Assert.Contains("https://id.lakesidehealth.example/account", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_letter_says_nothing_of_itself_in_a_log()
    {
        foreach (var letter in Letters.By(Channel.Text).Concat(Letters.By(Channel.Email)))
        {
            Assert.DoesNotMatch("042137|0123|pat@|0199|Safari|a-token", $"{letter} {letter.Content}");
        }
    }

    [Theory]
    [InlineData(Channel.Text, "+12185550123", "(•••) •••-0123")]
    [InlineData(Channel.Voice, "+12185550123", "(•••) •••-0123")]
    [InlineData(Channel.Email, "maya.okafor@lakesidefm.example", "m•••@lakesidefm.example")]
    [InlineData(Channel.Email, "a@b.example", "a•••@b.example")]
    public void A_destination_is_shown_masked(Channel channel, string destination, string masked) =>
        Assert.Equal(masked, MaskedDestination.Of(channel, destination));

    [GeneratedRegex(@"\{\d", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    // Dates are written with a space that does not break before AM and PM.
    [GeneratedRegex(@"\s", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
