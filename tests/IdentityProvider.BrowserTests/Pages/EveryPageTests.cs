using System.Text.RegularExpressions;
using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.BrowserTests.Pages;

/// <summary>Each page that an address opens, on a light desktop in English and on a dark phone in Spanish: accessible, whole, and nothing wider than the screen.</summary>
[Trait("Row", "B11")]
public partial class EveryPageTests(Chromium chromium, Demo demo)
{
    [Theory]
    [InlineData(Viewer.Stranger, "en")]
    [InlineData(Viewer.Stranger, "es")]
    [InlineData(Viewer.Staff, "en")]
    [InlineData(Viewer.Staff, "es")]
    [InlineData(Viewer.Owner, "en")]
    [InlineData(Viewer.Owner, "es")]
    [InlineData(Viewer.Developer, "en")]
    [InlineData(Viewer.Developer, "es")]
    [InlineData(Viewer.Operator, "en")]
    [InlineData(Viewer.Operator, "es")]
    public async Task Every_page_is_accessible_and_whole_in_both_languages(Viewer viewer, string language)
    {
        var device = language == "en" ? Device.Desktop : Device.SpanishPhone;
        await using var visitor = await Visitor.ArriveAsync(chromium, demo, PersonOf(viewer), device);
        var attempt = await EnterAsync(visitor, viewer);
        foreach (var (_, address) in PageList.Opened[viewer])
        {
            var path = await FillAsync(address, attempt);
            await visitor.Page.GotoAsync(demo.Data.Issuer + path);
            await visitor.Profile.ArriveAsync(path.Split('?')[0], $"{Named(address)}-{language}");
            Assert.Equal(language, await visitor.Page.Locator("html").GetAttributeAsync("lang"));
            await visitor.ExpectNoSidewaysScrollingAsync();
            await ExpectOnlyTextsAsync(visitor);
        }
    }

    private static Person PersonOf(Viewer viewer) => viewer switch
    {
        Viewer.Stranger => Person.Pat,
        Viewer.Staff => Person.Ines,
        Viewer.Owner => Person.Maya,
        Viewer.Developer => Person.Devon,
        Viewer.Operator => Person.Olu,
        _ => throw new ArgumentOutOfRangeException(nameof(viewer)),
    };

    // Signs in where somebody has to; a stranger gets the query of an attempt for the pages inside sign-in.
    private async Task<string> EnterAsync(Visitor visitor, Viewer viewer)
    {
        var door = viewer is Viewer.Stranger or Viewer.Staff ? "/account" : viewer == Viewer.Operator ? "/admin/platform/apps" : viewer == Viewer.Developer ? "/developers" : "/admin";
        await visitor.Page.GotoAsync(demo.Data.Issuer + door);
        if (viewer == Viewer.Stranger)
        {
            return new Uri(visitor.Page.Url).Query;
        }

        await visitor.SignInByTextAsync();
        return "";
    }

    private async Task<string> FillAsync(string address, string attempt)
    {
        await using var scope = demo.Host.Provider.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        var anna = await db.Users.SingleAsync(u => u.Email == Person.Anna.Email, TestContext.Current.CancellationToken);
        var devon = await db.Users.SingleAsync(u => u.Email == Person.Devon.Email, TestContext.Current.CancellationToken);
        var app = await db.Clients.Where(c => c.OwnerId == devon.Id).Select(c => c.Id).FirstAsync(TestContext.Current.CancellationToken);
        return address.Replace("{attempt}", attempt, StringComparison.Ordinal)
            .Replace("{practice}", Practices.Lakeside.Id, StringComparison.Ordinal)
            .Replace("{person}", anna.Id.ToString(), StringComparison.Ordinal)
            .Replace("{app}", app, StringComparison.Ordinal);
    }

    // A key that has no text shows as itself: "Menu.Policy", "Told.Role".
    private static async Task ExpectOnlyTextsAsync(Visitor visitor)
    {
        var text = await visitor.Page.EvaluateAsync<string>("""
            () => {
                const body = document.body.cloneNode(true);
                body.querySelectorAll("pre, code, script").forEach(element => element.remove());
                const texts = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
                const all = [document.title];
                while (texts.nextNode()) {
                    all.push(texts.currentNode.data);
                }
                return all.join(" ");
            }
            """);
        Assert.True(!Key().IsMatch(text), $"{visitor.Page.Url} shows {Key().Match(text).Value}");
    }

    private static string Named(string address) => NotInNames().Replace(address, "-").Trim('-');

    [GeneratedRegex(@"(?<![\w./@-])[A-Z][a-z]+(?:[A-Z][a-z]+)*(?:\.[A-Z][A-Za-z]+)+(?![\w.])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();

    [GeneratedRegex(@"[^A-Za-z0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotInNames();
}
