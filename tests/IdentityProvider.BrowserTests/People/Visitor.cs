using IdentityProvider.BrowserTests.Stage;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityProvider.BrowserTests.People;

/// <summary>A person at a browser, doing what a person does at the provider's own pages.</summary>
internal sealed class Visitor(Person person, Profile profile, Demo demo, Inbox inbox) : IAsyncDisposable
{
    public Person Person { get; } = person;

    public Profile Profile { get; } = profile;

    public IPage Page => Profile.Page;

    public Demo Demo { get; } = demo;

    private static string Journey => TestContext.Current.TestMethod!.MethodName;

    public EhrVisit Ehr => new(this);

    public PortalVisit Portal => new(this);

    public ConsoleVisit Console => new(this);

    public static async Task<Visitor> ArriveAsync(Chromium chromium, Demo demo, Person person, Device? device = null) => new(
        person, await Profile.OpenAsync(chromium, Journey, person.FirstName, device ?? Device.Desktop), demo, new Inbox(demo));

    /// <summary>The same person, the same phone, another browser.</summary>
    public async Task<Visitor> AtAnotherBrowserAsync(Chromium chromium) => new(
        Person, await Profile.OpenAsync(chromium, Journey, Person.FirstName + "-elsewhere", Device.Desktop), Demo, inbox);

    public async Task EnterEmailAndPasswordAsync()
    {
        await Profile.ArriveAsync("/sign-in", "e-mail");
        await Page.FillAsync("#Email", Person.Email);
        await SubmitAsync("#Email");
        await EnterPasswordAsync();
    }

    public async Task EnterPasswordAsync(string password = Person.Password)
    {
        await Profile.ArriveAsync("/sign-in/password", "password");
        await Page.FillAsync("#Password", password);
        await SubmitAsync("#Password");
    }

    /// <summary>Address, password and the texted code, from wherever sign-in begins, without looking at its pages: other journeys do.</summary>
    public async Task SignInByTextAsync(string password = Person.Password)
    {
        inbox.ForgetWhatCame();
        await Page.FillAsync("#Email", Person.Email);
        await SubmitAsync("#Email");
        await Page.FillAsync("#Password", password);
        await SubmitAsync("#Password");
        await Page.WaitForURLAsync("**/sign-in/code?**");
        await EnterCodeAsync(await ReceiveCodeAsync("text"));
        await Page.WaitForURLAsync(url => !url.Contains("/sign-in/", StringComparison.Ordinal));
    }

    /// <summary>Chooses how to get codes from now on, and asks for the first one.</summary>
    /// <param name="method">Text, Voice or Email, as the page's choices are named.</param>
    public async Task ChooseToGetCodesByAsync(string method)
    {
        await Profile.ArriveAsync("/sign-in/set-up", "set-up");
        await Page.CheckAsync($"input[name=Method][value={method}]");
        if (method != "Email")
        {
            await Page.FillAsync("#Phone", Person.Phone["+1".Length..]);
        }

        await SubmitAsync("input[name=Method]");
        await Profile.ArriveAsync("/sign-in/set-up/code", "set-up-code");
    }

    /// <summary>The code that was sent last, read from the phone or the mailbox.</summary>
    public Task<string> ReceiveCodeAsync(string channel) => inbox.NextCodeAsync(channel, channel == "email" ? Person.Email : Person.Phone);

    /// <summary>The same on another phone than this person's own.</summary>
    public Task<string> ReceiveTextAtAsync(string phone) => inbox.NextCodeAsync("text", phone);

    /// <summary>The link that was mailed last, to a page at this path.</summary>
    public Task<string> ReceiveLinkAsync(string path) => inbox.NextLinkAsync(Person.Email, path);

    /// <summary>The same in the mailbox of another address than this person's own.</summary>
    public Task<string> ReceiveLinkAtAsync(string address, string path) => inbox.NextLinkAsync(address, path);

    /// <summary>Waits for a mail to this person that says all of it.</summary>
    public Task ReceiveMailThatSaysAsync(params string[] texts) => inbox.WaitForMailAsync(Person.Email, texts);

    public Task<int> CountCodesAsync() => inbox.CountAsync(Person.Phone.Length > 0 ? Person.Phone : Person.Email);

    public Task ExpectToBeAskedForACodeAsync() => Profile.ArriveAsync("/sign-in/code", "code");

    /// <summary>Types the code and sends it; a page with nothing else to choose sends a complete one by itself.</summary>
    public async Task EnterCodeAsync(string code, bool remember = false)
    {
        var field = Page.Locator("#Digits");
        var choice = Page.Locator("input[name=Remember]");
        var sendsItself = await choice.CountAsync() == 0 && await field.GetAttributeAsync("aria-invalid") is null;
        await field.FillAsync(code);
        if (remember)
        {
            await choice.And(Page.Locator("[value=true]")).CheckAsync();
        }

        if (!sendsItself)
        {
            await SubmitAsync("#Digits");
        }
    }

    /// <summary>Somebody who is signed in says how to prove it is them, and does. Nothing is sent before that.</summary>
    public async Task StepUpByTextAsync()
    {
        await Profile.ArriveAsync("/sign-in/choose", "step-up");
        var sent = await CountCodesAsync();
        await SubmitAsync("input[name=Way]");
        await ExpectToBeAskedForACodeAsync();
        await EnterCodeAsync(await ReceiveCodeAsync("text"));
        Assert.Equal(sent + 1, await CountCodesAsync());
    }

    /// <summary>"Another way": to the list of them, and one of those.</summary>
    /// <param name="way">As the page's choices are named.</param>
    public async Task ChooseAnotherWayAsync(string way)
    {
        await Page.Locator("form[action*='handler=AnotherWay'] button").ClickAsync();
        await Profile.ArriveAsync("/sign-in/choose", "ways");
        await Page.CheckAsync($"input[name=Way][value={way}]");
        await SubmitAsync("input[name=Way]");
    }

    /// <summary>Presses a button that sends the code once more, as soon as the page lets it.</summary>
    public async Task AskAgainAsync(string button)
    {
        var send = Page.GetByRole(AriaRole.Button, new() { Name = button });
        await Expect(send).Not.ToHaveAttributeAsync("aria-disabled", "true", new() { Timeout = 90_000 });
        await send.ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Send the code again" })).ToHaveAttributeAsync("aria-disabled", "true");
        await Profile.LookAsync("sent-again");
    }

    /// <summary>Reloads until the page says it: a carrier answers after the page was shown.</summary>
    public async Task LookAgainForAsync(string text)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await Page.Locator("main").GetByText(text).CountAsync() == 0)
        {
            Assert.False(limit.IsCancellationRequested, $"\"{text}\" was expected, but {Page.Url} says: {await Page.InnerTextAsync("main")}");
            await Page.ReloadAsync();
        }
    }

    public async Task ExpectNoSidewaysScrollingAsync() =>
        Assert.False(await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"), Page.Url);

    public async Task DecideOnTrustAsync(bool remember)
    {
        await Profile.ArriveAsync("/sign-in/remember", "trust");
        await Page.CheckAsync($"input[name=Remember][value={(remember ? "true" : "false")}]");
        await SubmitAsync("input[name=Remember]");
    }

    /// <summary>"I have saved them": the codes for the day the phone is gone.</summary>
    public async Task KeepRecoveryCodesAsync()
    {
        await Profile.ArriveAsync("/sign-in/recovery-codes", "recovery-codes");
        await Page.CheckAsync("#Saved");
        await SubmitAsync("#Saved");
    }

    /// <summary>Presses the button that sends the form which holds this field.</summary>
    public Task SubmitAsync(string field) => Page.Locator("form").Filter(new() { Has = Page.Locator(field) })
        .Locator("button[type=submit]").ClickAsync();

    public ValueTask DisposeAsync() => Profile.DisposeAsync();
}
