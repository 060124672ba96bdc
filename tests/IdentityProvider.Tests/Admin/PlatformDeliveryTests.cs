using System.Net;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Switches;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Developers;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Admin;

/// <summary>Operators switch channels and providers off at once, and try them.</summary>
[Trait("Row", "B10")]
public sealed class PlatformDeliveryTests(IdpHost idp) : IClassFixture<IdpHost>, IAsyncLifetime
{
    private const string Path = "/admin/platform/delivery";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await using var db = idp.Database.Open();
        await db.DeliverySwitches.ExecuteDeleteAsync(CancellationToken.None);
        idp.Services.GetRequiredService<SwitchedOff>().Cache.Drop();
        idp.Simulators.Script.Reset();
    }

    [Fact]
    public async Task Who_waits_for_a_code_on_a_channel_that_is_off_is_told_to_choose_another_way()
    {
        using var operators = await OperatorAsync();
        var (anna, waiting) = await AskForACodeAsync();
        using var browser = waiting;

        (await SwitchAsync(operators, "Text ", isOn: false)).Says("Nothing more leaves this way.");
        await HeardAsync(Channel.Text);

        Assert.DoesNotContain(await idp.Carrier.MessagesToAsync(anna.Phone!), message => message.Channel == "text");
        (await browser.ReloadAsync()).Says("We cannot send codes this way at the moment. Choose another way.");
        operators.Page.Says("Off since");
    }

    [Fact]
    public async Task Switched_on_again_everything_goes_on_and_what_could_wait_has_waited()
    {
        using var operators = await OperatorAsync();
        await SwitchAsync(operators, "Email ", isOn: false);
        await HeardAsync(Channel.Email);
        var letter = new Letter(Channel.Email, "pat@mail.example", "en", new IdentityProvider.Delivery.TextsStopped(idp.Clock.GetUtcNow(), "0199"));
        await idp.WithAsync<IServiceProvider, int>(services =>
        {
            services.GetRequiredService<Outbox>().Enqueue(letter);
            return services.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
        });
        Assert.Empty(await idp.Carrier.MessagesToAsync("pat@mail.example"));

        await SwitchAsync(operators, "Email ", isOn: true);
        await HeardAsync(Channel.Email, isOff: false);

        Assert.Single(await idp.Carrier.MessagesToAsync("pat@mail.example"));
    }

    [Fact]
    public async Task One_provider_that_is_off_is_not_asked_and_the_other_nodes_know_at_once()
    {
        await using var node = await SecondNode.StartAsync(idp);
        using var operators = await OperatorAsync();
        var (anna, waiting) = await AskForACodeAsync();
        waiting.Dispose();

        await SwitchAsync(operators, "Text vonage", isOn: false);
        await HeardAsync(Channel.Text, provider: "vonage", node.Services);
        await HeardAsync(Channel.Text, provider: "vonage");

        Assert.DoesNotContain(await idp.Carrier.MessagesToAsync(anna.Phone!), message => message.Channel == "text");
    }

    [Fact]
    public async Task Of_two_operators_with_the_same_switch_one_is_told_that_it_stands_so_already()
    {
        using var operators = await OperatorAsync();
        var form = SwitchForm(operators, "Voice ", isOn: false);
        await operators.SendAsync(form);
        var before = (await TrailAsync()).Count(name => name == "delivery.switched");

        (await operators.SendAsync(form)).Says("Somebody was quicker: it stands that way already.");
        Assert.Equal(before, (await TrailAsync()).Count(name => name == "delivery.switched"));
    }

    [Theory]
    [InlineData("Text")]
    [InlineData("Text nobody")]
    [InlineData("Pigeon ")]
    [InlineData("")]
    [InlineData("Text vonage\0")]
    public async Task There_is_no_switch_for_what_there_is_not(string which)
    {
        using var operators = await OperatorAsync();
        var form = SwitchForm(operators, "Text ", isOn: false).With("which", which);

        var page = await operators.SendAsync(form);

        Assert.NotEqual(HttpStatusCode.InternalServerError, page.Status);
        await using var db = idp.Database.Open();
        Assert.Empty(await db.DeliverySwitches.ToListAsync(Ct));
    }

    [Fact]
    public async Task A_test_message_goes_through_the_provider_that_was_chosen_even_while_it_is_off()
    {
        using var operators = await OperatorAsync();
        await SwitchAsync(operators, "Text ", isOn: false);

        var page = await operators.SubmitAsync(new { Which = "Text vonage", Destination = "(218) 555-0160" });

        page.Says("The provider took the test message");
        Assert.StartsWith("This is a test from Clinic ID", Assert.Single(idp.Simulators.Inbox.Messages, m => m.To == "+12185550160").Text, StringComparison.Ordinal);
        Assert.Contains("delivery.tried", await TrailAsync());
    }

    [Theory]
    [InlineData("Text vonage", "(218) 555-0195", "The account at the provider has no credit left")]
    [InlineData("Voice vonage", "(218) 555-0190", "The test message was not sent")]
    [InlineData("Email sendgrid", "carrier-429@mail.example", "The test message was not sent")]
    public async Task What_the_provider_has_against_it_is_said_in_words(string which, string destination, string sentence)
    {
        using var operators = await OperatorAsync();

        (await operators.SubmitAsync(new { Which = which, Destination = destination })).Says(sentence);
    }

    [Theory]
    [InlineData("Text nobody")]
    [InlineData("Text ")]
    [InlineData("Text 2")]
    public async Task Who_does_not_exist_is_not_tried(string which)
    {
        using var operators = await OperatorAsync();
        var before = (await TrailAsync()).Count(name => name == "delivery.tried");
        var form = operators.Fill(new { Destination = "(218) 555-0160" }).With("Which", which);

        Assert.Equal(HttpStatusCode.OK, (await operators.SendAsync(form)).Status);

        Assert.Equal(before, (await TrailAsync()).Count(name => name == "delivery.tried"));
    }

    [Fact]
    public async Task A_channel_whose_only_provider_is_off_is_known_to_be_silent()
    {
        using var operators = await OperatorAsync();
        await SwitchAsync(operators, "Voice vonage", isOn: false);

        Assert.Contains(Channel.Voice, await idp.WithAsync<ChannelHealth, IReadOnlySet<Channel>>(health => health.SilentAsync(Ct)));
    }

    [Fact]
    public async Task Nobody_tries_a_provider_all_day()
    {
        using var operators = await OperatorAsync();
        for (var sent = 0; sent < 20; sent++)
        {
            (await operators.SubmitAsync(new { Which = "Email sendgrid", Destination = $"pat{sent}@mail.example" })).Says("The provider took the test message");
        }

        (await operators.SubmitAsync(new { Which = "Email sendgrid", Destination = "pat@mail.example" })).Says("enough test messages were sent today");
        Assert.DoesNotContain(idp.Simulators.Inbox.Messages, message => message.To == "pat@mail.example" && message.Subject!.Contains("test", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Text vonage", "+44 20 7946 0000", "Enter a US phone number")]
    [InlineData("Text vonage", "pat@mail.example", "Enter a US phone number")]
    [InlineData("Email sendgrid", "(218) 555-0160", "Enter an e-mail address")]
    [InlineData("Email sendgrid", "", "Enter an e-mail address")]
    public async Task A_test_goes_only_where_such_a_message_can_go(string which, string destination, string sentence)
    {
        using var operators = await OperatorAsync();

        (await operators.SubmitAsync(new { Which = which, Destination = destination })).ShowsProblem("Destination", sentence + (which[0] is 'E' ? ", for example you@example.com." : ", for example (218) 555-0142."));
    }

    [Fact]
    public async Task It_is_nobodys_but_the_operators()
    {
        var owner = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((await idp.Given.ClinicAsync(), Role.Owner)));
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, owner, "/account");

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GoToAsync(Path)).Status);
    }

    [Fact]
    public void Every_provider_has_a_name_to_be_audited_by() => Assert.All(
        idp.Services.GetRequiredService<IServiceScopeFactory>().CreateScope().ServiceProvider.GetServices<IMessageSender>(),
        sender => Assert.True(Enum.TryParse<MessageProvider>(sender.Provider, ignoreCase: true, out _)));

    private static Task<Page> SwitchAsync(Browser operators, string which, bool isOn) => operators.SendAsync(SwitchForm(operators, which, isOn));

    private static FilledForm SwitchForm(Browser operators, string which, bool isOn) =>
        operators.Page.FormOf("Switch").With("which", which).With("isOn", isOn ? "true" : "false");

    // Signals come by another connection.
    private async Task HeardAsync(Channel channel, string provider = DeliverySwitch.WholeChannel, IServiceProvider? node = null, bool isOff = true)
    {
        var off = (node ?? idp.Services).GetRequiredService<SwitchedOff>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while ((await off.Cache.GetAsync(patience.Token)).Contains((channel, provider)) != isOff)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private Task HeardAsync(Channel channel, bool isOff) => HeardAsync(channel, DeliverySwitch.WholeChannel, node: null, isOff);

    private async Task<(Person Anna, Browser Browser)> AskForACodeAsync()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        return (anna, browser);
    }

    private async Task<Browser> OperatorAsync()
    {
        var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.OperatorAsync(), Path);
        return browser;
    }

    private async Task<List<string>> TrailAsync()
    {
        await idp.FlushAuditAsync();
        await using var db = idp.Database.Open();
        return await db.AuditEntries.Select(e => e.Name).ToListAsync(Ct);
    }
}
