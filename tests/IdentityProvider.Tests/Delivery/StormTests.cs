using System.Diagnostics;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Dev.Carriers;
using IdentityProvider.Dev.Postgres;
using IdentityProvider.Factors;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Delivery;

/// <summary>
/// All carriers in trouble at once, each in its own way: texts are taken and never answered, calls are answered with 500, and nobody listens where the
/// first mail server was.
/// </summary>
public sealed class StormTests(TestDatabases databases) : IAsyncLifetime
{
    // How long people are to wait at most. Two seconds of it are the longest try; the rest is for a machine under load.
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    // Where the machine alone decides.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly ClinicPolicy AllSent = new() { StaffMethods = [Method.Text, Method.Voice, Method.Email] };

    private readonly StormHost _idp = new(databases);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _idp.InitializeAsync();
        _idp.Simulators.Script.Always(Carrier.VonageMessages, new Mood.Hanging());
        _idp.Simulators.Script.Always(Carrier.VonageVoice, new Mood.Refusing(500));
    }

    public ValueTask DisposeAsync() => _idp.DisposeAsync();

    [Fact, Trait("Row", "B10")]
    public async Task Whoever_waits_for_a_code_is_told_in_five_seconds_way_by_way_and_gets_in_by_the_one_that_works()
    {
        var anna = await _idp.Given.WithPhoneAsync(await _idp.Given.StaffWithEmailAsync(await _idp.Given.ClinicAsync(AllSent)));
        using var browser = _idp.OpenBrowser();

        await browser.GivePasswordAsync(_idp.App.AuthorizeUrl(), anna);
        await IsToldAsync(browser, Channel.Text, "Call me instead");

        // At once: the wait between two sends is for messages that went out.
        await browser.PressAsync("Call me instead");
        await IsToldAsync(browser, Channel.Voice, "Text me instead");

        await browser.UseAsync("AnotherWay");
        await browser.SubmitAsync(new { Way = "Email" });
        await browser.EnterCodeAsync(await MailedCodeAsync(anna));

        Assert.Equal(anna.Id.ToString(), (await _idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Subject);
    }

    [Fact, Trait("Row", "B10")]
    public async Task More_hanging_texts_than_a_node_has_places_for_keep_no_mailed_code_waiting()
    {
        var anna = await _idp.Given.StaffWithEmailAsync(await _idp.Given.ClinicAsync(AllSent));
        using var browser = _idp.OpenBrowser();
        await EnqueueTextsAsync(500);

        await browser.GivePasswordAsync(_idp.App.AuthorizeUrl(), anna);
        await browser.EnterCodeAsync(await MailedCodeAsync(anna));

        Assert.NotNull(browser.CallbackUrl);
        await using var db = _idp.Database.Open();
        Assert.True(await db.OutboxMessages.AnyAsync(m => m.Channel == Channel.Text && m.Tries == 0, Ct), "The texts were done before the mail.");
    }

    /// <summary>The page says whose trouble it is, and shows the ways that are left.</summary>
    private async Task IsToldAsync(Browser browser, Channel channel, string otherWay)
    {
        Assert.Equal("/sign-in/code", browser.Page.Path);
        await UntilTriedAsync(channel, MessageOutcome.Transient);

        await browser.ReloadAsync();
        browser.Page.Says("The message did not leave");
        browser.Page.Says(OutcomeTexts.ForUser(MessageOutcome.Transient));
        browser.Page.Says(otherWay);
        browser.Page.Says("Use another way");
    }

    private async Task<string> MailedCodeAsync(Person person)
    {
        await UntilTriedAsync(Channel.Email, MessageOutcome.Sent);
        await using var db = _idp.Database.Open();
        Assert.Equal("sendgrid", (await db.OutboxMessages.SingleAsync(m => m.Channel == Channel.Email && m.CodeId != null, Ct)).Provider);
        return (await _idp.Simulators.Inbox.WaitForAsync(m => m.To == person.Email && m.Code is not null, Ct)).Code!;
    }

    /// <summary>The page knows what the database knows; so the wait ends with the saved outcome.</summary>
    private async Task UntilTriedAsync(Channel channel, MessageOutcome outcome)
    {
        var since = Stopwatch.GetTimestamp();
        await using var db = _idp.Database.Open();
        while (!await db.OutboxMessages.AnyAsync(m => m.Channel == channel && m.CodeId != null && m.LastOutcome != null, Ct))
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Patience, $"Nothing came of the try by {channel}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), Ct);
        }

        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, Promised);
        Assert.Equal(outcome, await db.OutboxMessages.Where(m => m.Channel == channel && m.LastOutcome != null).Select(m => m.LastOutcome).FirstAsync(Ct));
    }

    private Task<int> EnqueueTextsAsync(int count) => _idp.WithAsync<IServiceProvider, int>(services =>
    {
        var (outbox, now) = (services.GetRequiredService<Outbox>(), _idp.Clock.GetUtcNow());
        for (var i = 0; i < count; i++)
        {
            outbox.Enqueue(new Letter(Channel.Text, $"+1218777{i:0000}", "en", new SignInCode(Guid.CreateVersion7(now), "042137", now.AddMinutes(10))) { Clinic = Letters.Lakeside });
        }

        return services.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
    });

    /// <summary>A node at work whose mail goes through a mail server, and through SendGrid when that is in trouble.</summary>
    private sealed class StormHost(TestDatabases databases) : IdpHost(databases)
    {
        protected override bool RunsOutboxWorker => true;

        protected override IEnumerable<string> MoreSettings =>
        [
            "--Delivery:EmailProviders:0", "Smtp",
            "--Delivery:EmailProviders:1", "SendGrid",
            "--Delivery:Smtp:Host", "127.0.0.1",
            "--Delivery:Smtp:Port", $"{FreePort.Any()}",
            "--Delivery:Smtp:FromAddress", "no-reply@id.example",
            "--Delivery:Smtp:FromName", "Sign-in",
        ];
    }
}
