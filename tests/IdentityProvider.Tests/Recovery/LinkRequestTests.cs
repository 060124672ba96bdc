using System.Diagnostics;
using System.Net;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Recovery;

/// <summary>What asking for links tells a stranger, and what it costs others: nothing, and little.</summary>
public class LinkRequestTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task The_host_of_a_mailed_link_is_ours_whatever_the_request_calls_us()
    {
        var anna = await StaffOfOldAsync();
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync("/recover");
        var request = browser.Fill(new { anna.Email }).ToRequest();
        request.Headers.Host = "evil.example";
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", "evil.example");

        using var response = await browser.FetchAsync(request);

        Assert.StartsWith(idp.Issuer.ToString(), await idp.LastLinkToAsync(anna.Email), StringComparison.Ordinal);
        Assert.All(await idp.Carrier.MessagesToAsync(anna.Email), m => Assert.DoesNotContain("evil.example", m.Text + m.Html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Asking_for_links_again_and_again_mails_five_and_says_the_same_each_time()
    {
        var anna = await StaffOfOldAsync();
        using var browser = idp.OpenBrowser();
        var answers = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 8; i++)
        {
            answers.Add((await browser.AskForLinkAsync(anna.Email)).Text);
        }

        Assert.Single(answers);
        Assert.Equal(5, (await idp.Carrier.MessagesToAsync(anna.Email)).Count);
    }

    [Fact]
    public async Task A_stranger_who_asks_all_day_keeps_nobody_from_a_link_of_their_own()
    {
        var anna = await StaffOfOldAsync();
        using var stranger = idp.OpenBrowser();
        for (var i = 0; i < 8; i++)
        {
            (await stranger.AskForLinkAsync(anna.Email)).Says("nothing is mailed for a while");
        }

        Assert.Equal(5, (await idp.Carrier.MessagesToAsync(anna.Email)).Count);
        using var owner = idp.OpenBrowser();
        await owner.AskForLinkAsync(anna.Email);

        Assert.Equal(6, (await idp.Carrier.MessagesToAsync(anna.Email)).Count);
    }

    [Fact]
    public async Task Asking_for_links_sends_no_text_and_rings_no_phone()
    {
        var anna = await StaffOfOldAsync();
        using var browser = idp.OpenBrowser();
        for (var i = 0; i < 6; i++)
        {
            await browser.AskForLinkAsync(anna.Email);
        }

        Assert.Empty(await idp.Carrier.MessagesToAsync(anna.Phone!));
    }

    [Fact]
    public async Task Resets_begun_again_and_again_send_no_more_texts_than_the_budget_of_a_phone()
    {
        var anna = await StaffOfOldAsync();
        for (var i = 0; i < 8; i++)
        {
            idp.Clock.Advance(TimeSpan.FromMinutes(1));
            using var browser = idp.OpenBrowser();
            await browser.AskForLinkAsync(anna.Email);
            await browser.GoToAsync(await idp.LastLinkToAsync(anna.Email));
            if (browser.Page.All("form[method=post][action^='?t=']").Any())
            {
                await browser.SendAsync(browser.Page.MainForm());
            }
        }

        Assert.InRange((await idp.Carrier.MessagesToAsync(anna.Phone!)).Count, 1, 5);
    }

    [Fact]
    public async Task Known_and_unknown_addresses_get_the_same_answer_and_one_mail_each()
    {
        var anna = await StaffOfOldAsync();
        const string Nobody = "nobody.at.all@clinic.example";
        using var known = idp.OpenBrowser();
        using var unknown = idp.OpenBrowser();

        var right = await known.AskForLinkAsync(anna.Email);
        var wrong = await unknown.AskForLinkAsync(Nobody);

        Assert.Equal((right.Status, right.Path, right.Url.Query, right.Title, right.Text), (wrong.Status, wrong.Path, wrong.Url.Query, wrong.Title, wrong.Text));
        Assert.Equal(known.Cookies.All.Select(c => c.Name.ToString()).Order(), unknown.Cookies.All.Select(c => c.Name.ToString()).Order());
        Assert.Single(await idp.Carrier.MessagesToAsync(anna.Email));
        var mail = Assert.Single(await idp.Carrier.MessagesToAsync(Nobody));
        Assert.Contains("There is no account with it.", mail.Text, StringComparison.Ordinal);
        Assert.Null(RecoveryPages.LinkIn(mail));
    }

    [Fact]
    public async Task An_address_that_was_never_verified_gets_no_link()
    {
        var anna = await StaffOfOldAsync();
        await using (var db = idp.Database.Open())
        {
            await db.Users.Where(u => u.Id == anna.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.EmailVerifiedAt, (DateTimeOffset?)null), TestContext.Current.CancellationToken);
        }

        using var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync(anna.Email);

        Assert.Null(RecoveryPages.LinkIn(Assert.Single(await idp.Carrier.MessagesToAsync(anna.Email))));
    }

    // Interleaved, so that both see the same load; medians, so that one slow answer decides nothing; the bound is far above noise and far
    // below what one password hash, one mail sent in the request or a second round of statements costs.
    [Fact]
    public async Task Known_and_unknown_addresses_take_the_same_time()
    {
        var people = new List<Person>();
        for (var i = 0; i < 20; i++)
        {
            people.Add(await idp.Given.StaffAsync(await idp.Given.ClinicAsync()));
        }

        using var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync("warm.up@clinic.example");
        await browser.AskForLinkAsync(people[0].Email);
        var (known, unknown) = (new List<double>(), new List<double>());
        foreach (var (index, person) in people.Index().Skip(1))
        {
            known.Add(await TimeAsync(browser, person.Email));
            unknown.Add(await TimeAsync(browser, $"nobody.{index}@clinic.example"));
        }

        var (slower, faster) = (Math.Max(Median(known), Median(unknown)), Math.Min(Median(known), Median(unknown)));
        Assert.True(slower < (2 * faster) + 10, $"known {Median(known):0.0} ms, unknown {Median(unknown):0.0} ms");
    }

    private static async Task<double> TimeAsync(Browser browser, string email)
    {
        await browser.GoToAsync("/recover");
        var request = browser.Fill(new { Email = email }).ToRequest();
        var watch = Stopwatch.GetTimestamp();
        using var response = await browser.FetchAsync(request);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        return Stopwatch.GetElapsedTime(watch).TotalMilliseconds;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private async Task<Person> StaffOfOldAsync()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        idp.Clock.Advance(TimeSpan.FromHours(25));
        return anna;
    }
}
