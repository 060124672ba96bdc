using System.Diagnostics;
using IdentityProvider.Delivery;
using IdentityProvider.Dev.Carriers;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Delivery;

/// <summary>Two ways for mail: when one is in trouble, the other one carries it.</summary>
public sealed class FailOverTests(FailOverBench bench) : IClassFixture<FailOverBench>, IAsyncLifetime
{
    private const string To = "pat@mail.example";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => bench.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact, Trait("Row", "B10")]
    public async Task The_first_carries_it_while_it_can()
    {
        var message = await bench.EnqueueAsync(Channel.Email, To, "042137");

        await bench.Worker.SendDueAsync(Ct);

        Assert.Equal((MessageState.Sent, "sendgrid"), ((await bench.RowAsync(message)).State, (await bench.RowAsync(message)).Provider));
    }

    [Theory, Trait("Row", "B10")]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(403)]
    public async Task Trouble_of_the_provider_leads_to_the_next_one_in_the_same_try(int status)
    {
        bench.Idp.Simulators.Script.Next(Carrier.SendGrid, new Mood.Refusing(status));
        var message = await bench.EnqueueAsync(Channel.Email, To, "042137");

        await bench.Worker.SendDueAsync(Ct);

        Assert.Contains("042137", (await bench.Mail.NextAsync(Ct)).Content, StringComparison.Ordinal);
        Assert.Equal((MessageState.Sent, "smtp", 1), Tried(await bench.RowAsync(message)));
        Assert.Empty(bench.Idp.Simulators.Inbox.Messages);
    }

    [Fact, Trait("Row", "B10")]
    public async Task One_that_hangs_costs_two_seconds_and_the_code_still_arrives()
    {
        bench.Idp.Simulators.Script.Next(Carrier.SendGrid, new Mood.Hanging());
        var message = await bench.EnqueueAsync(Channel.Email, To, "042137");

        var since = Stopwatch.GetTimestamp();
        await bench.Worker.SendDueAsync(Ct);

        // Five seconds are what people have; the two of the first and whatever a busy machine adds are well within.
        Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(5));
        Assert.Contains("042137", (await bench.Mail.NextAsync(Ct)).Content, StringComparison.Ordinal);
        Assert.Equal((MessageState.Sent, "smtp", 1), Tried(await bench.RowAsync(message)));
    }

    [Fact, Trait("Row", "B10")]
    public async Task What_passes_with_one_is_tried_again_although_the_other_will_never_do()
    {
        bench.Idp.Simulators.Script.Next(Carrier.SendGrid, new Mood.Refusing(500));
        var message = await bench.EnqueueAsync(Channel.Email, "denied@mail.example", "042137");

        await bench.Worker.SendDueAsync(Ct);
        Assert.Equal((MessageState.Queued, "sendgrid", 1), Tried(await bench.RowAsync(message)));
        bench.Idp.Clock.Advance(TimeSpan.FromSeconds(1));
        await bench.Worker.SendDueAsync(Ct);

        Assert.Equal((MessageState.Sent, "sendgrid", 2), Tried(await bench.RowAsync(message)));
    }

    [Fact, Trait("Row", "B10")]
    public async Task What_was_refused_for_its_own_sake_is_not_asked_of_the_next_one()
    {
        bench.Idp.Simulators.Script.Next(Carrier.SendGrid, new Mood.Refusing(422));
        var message = await bench.EnqueueAsync(Channel.Email, To, "042137");

        await bench.Worker.SendDueAsync(Ct);

        Assert.Equal((MessageState.Failed, "sendgrid", 1), Tried(await bench.RowAsync(message)));
    }

    [Fact, Trait("Row", "B10")]
    public async Task One_in_trouble_is_passed_over_for_a_while_and_then_tried_again()
    {
        bench.Idp.Simulators.Script.Always(Carrier.SendGrid, new Mood.Refusing(500));
        for (var i = 0; i < 4; i++)
        {
            await SendOneAsync();
        }

        var before = bench.Idp.Simulators.Requests;
        await SendOneAsync();
        Assert.Equal(before, bench.Idp.Simulators.Requests);

        bench.Idp.Simulators.Script.Reset();
        bench.Idp.Clock.Advance(ProviderCalls.PassedOver + TimeSpan.FromSeconds(1));
        var message = await bench.EnqueueAsync(Channel.Email, To, "042137");
        await bench.Worker.SendDueAsync(Ct);
        Assert.Equal("sendgrid", (await bench.RowAsync(message)).Provider);
    }

    private static (MessageState, string?, int) Tried(OutboxMessage row) => (row.State, row.Provider, row.Tries);

    private async Task SendOneAsync()
    {
        await bench.EnqueueAsync(Channel.Email, To, "042137");
        await bench.Worker.SendDueAsync(Ct);
        await bench.Mail.NextAsync(Ct);
    }
}

/// <summary>An outbox whose mail goes through SendGrid, and through a mail server when that is in trouble.</summary>
public sealed class FailOverBench(TestDatabases databases) : OutboxBench(databases), IAsyncLifetime
{
    private MailServer? _mail;

    internal MailServer Mail => _mail ?? throw new InvalidOperationException("The host has not started.");

    public override IdpHost Idp => field ??= new TwoWays(Databases, this);

    public override async ValueTask InitializeAsync()
    {
        _mail = await MailServer.StartAsync(new FakeClock().GetUtcNow());
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Mail.DisposeAsync();
    }

    private sealed class TwoWays(TestDatabases databases, FailOverBench bench) : IdpHost(databases)
    {
        protected override IEnumerable<string> MoreSettings =>
        [
            "--Delivery:EmailProviders:0", "SendGrid",
            "--Delivery:EmailProviders:1", "Smtp",
            "--Delivery:Smtp:Host", bench.Mail.Options.Host,
            "--Delivery:Smtp:Port", $"{bench.Mail.Options.Port}",
            "--Delivery:Smtp:UserName", MailServer.Account,
            "--Delivery:Smtp:Password", MailServer.Password,
            "--Delivery:Smtp:CertificateAuthority", bench.Mail.Authority,
            "--Delivery:Smtp:FromAddress", bench.Mail.Options.FromAddress,
            "--Delivery:Smtp:FromName", bench.Mail.Options.FromName,
        ];
    }
}
