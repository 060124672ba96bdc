using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;
using static Microsoft.Playwright.Assertions;

namespace IdentityProvider.BrowserTests.Journeys;

/// <summary>From registering an app to letting it in, as developer, owner and operator.</summary>
public class DeveloperTests(Chromium chromium, DemoOfItsOwn demo) : IClassFixture<DemoOfItsOwn>
{
    [Fact]
    public async Task A_developer_registers_an_app_and_looks_after_it()
    {
        await using var devon = await Visitor.ArriveAsync(chromium, demo, Person.Devon);
        await EnterAsync(devon, "/developers/new", "kinds");

        await devon.Page.CheckAsync("input[value=Web]");
        await devon.Page.ClickAsync("main button[type=submit]");
        await devon.Profile.LookAsync("form");
        await devon.Page.FillAsync("#Form_Name", "Charts");
        await devon.Page.FillAsync("#Form_RedirectUris", "http://charts.apps.example/callback");
        await devon.SubmitAsync("#Form_Name");
        await Expect(devon.Page.Locator("#Form_RedirectUris-error")).ToContainTextAsync("Start it with https");
        await devon.Profile.LookAsync("form-refused");

        await devon.Page.FillAsync("#Form_RedirectUris", "https://charts.apps.example/callback");
        await devon.SubmitAsync("#Form_Name");
        await Expect(devon.Page.Locator("#secret")).ToBeVisibleAsync();
        await devon.Profile.LookAsync("registered");

        await devon.Page.ClickAsync("main a.btn-primary");
        await Expect(devon.Page.Locator("h1")).ToHaveTextAsync("Charts");
        await devon.Profile.LookAsync("app");
        await devon.Page.ClickAsync("a[href$='/keys']");
        await devon.Page.ClickAsync("form[action$='handler=Rotate'] button");
        await Expect(devon.Page.Locator("#secret")).ToBeVisibleAsync();
        await devon.Profile.LookAsync("rotated");

        foreach (var (path, picture) in ((string, string)[])[("/developers", "apps"), ("/developers/tokens", "tokens"), ("/developers/endpoints", "endpoints")])
        {
            await devon.Page.GotoAsync(demo.Data.Issuer + path);
            await devon.Profile.ArriveAsync(path, picture);
        }
    }

    [Fact]
    public async Task On_a_dark_phone_in_Spanish_nothing_is_wider_than_the_screen()
    {
        await using var devon = await Visitor.ArriveAsync(chromium, demo, Person.Devon, Device.SpanishPhone);
        await EnterAsync(devon, "/developers/new", "kinds");
        await devon.ExpectNoSidewaysScrollingAsync();
        await devon.Page.GotoAsync($"{demo.Data.Issuer}/developers/new?Form.Kind=Smart");
        await devon.Profile.LookAsync("form");
        await devon.ExpectNoSidewaysScrollingAsync();
        foreach (var (path, picture) in ((string, string)[])[("/developers", "apps"), ("/developers/tokens", "tokens"), ("/developers/endpoints", "endpoints")])
        {
            await devon.Page.GotoAsync(demo.Data.Issuer + path);
            await devon.Profile.ArriveAsync(path, picture);
            await devon.ExpectNoSidewaysScrollingAsync();
        }

        await devon.Page.GotoAsync($"{demo.Data.Issuer}/developers");
        await devon.Page.Locator(".rows a.btn").Last.ClickAsync();
        await devon.Profile.LookAsync("app");
        await devon.ExpectNoSidewaysScrollingAsync();
        await devon.Page.ClickAsync("a[href$='/keys']");
        await devon.Profile.LookAsync("keys");
        await devon.ExpectNoSidewaysScrollingAsync();
    }

    [Fact]
    public async Task An_operator_sees_every_app_and_an_owner_approves_one_for_the_own_clinic()
    {
        await using var olu = await Visitor.ArriveAsync(chromium, demo, Person.Olu);
        await EnterAsync(olu, "/admin/platform/apps", "platform");
        await using var maya = await Visitor.ArriveAsync(chromium, demo, Person.Maya, Device.Phone);
        await EnterAsync(maya, $"/admin/{Practices.Lakeside.Id}/apps", "asking");
        await maya.ExpectNoSidewaysScrollingAsync();

        await maya.Page.ClickAsync("form[action$='handler=Approve'] button");

        await Expect(maya.Page.Locator(".note-ok")).ToBeVisibleAsync();
        await maya.Profile.LookAsync("approved");
    }

    private static async Task EnterAsync(Visitor visitor, string path, string picture)
    {
        await visitor.Page.GotoAsync(visitor.Demo.Data.Issuer + path);
        await visitor.EnterEmailAndPasswordAsync();
        await visitor.ExpectToBeAskedForACodeAsync();
        await visitor.EnterCodeAsync(await visitor.ReceiveCodeAsync("text"));
        await visitor.Profile.ArriveAsync(path, picture);
    }
}
