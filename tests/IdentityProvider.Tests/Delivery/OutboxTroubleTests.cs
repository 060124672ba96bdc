using IdentityProvider.Delivery;
using IdentityProvider.Dev.Carriers;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Delivery;

/// <summary>Workers that die, carriers in trouble, and codes that come too late.</summary>
public class OutboxTroubleTests(OutboxBench bench) : IClassFixture<OutboxBench>, IAsyncLifetime
{
    private const string Phone = "+12185550123";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => bench.ClearAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_worker_killed_between_lease_and_send_loses_nothing()
    {
        await bench.EnqueueAsync(Channel.Text, Phone, "042137");
        Assert.Single(await bench.LeaseAsync(Channel.Text));

        Assert.Equal(0, await bench.Worker.SendDueAsync(Ct));
        bench.Idp.Clock.Advance(Outbox.Lease);

        Assert.Equal(1, await bench.Worker.SendDueAsync(Ct));
        Assert.Single(bench.Idp.Simulators.Inbox.Messages);
    }

    [Fact]
    public async Task A_worker_that_outlived_its_lease_does_not_write_over_the_next_one()
    {
        var message = await bench.EnqueueAsync(Channel.Text, Phone, "042137");
        var stale = Assert.Single(await bench.LeaseAsync(Channel.Text));
        bench.Idp.Clock.Advance(Outbox.Lease);
        await bench.Worker.SendDueAsync(Ct);

        var recorded = await bench.Idp.WithAsync<Outbox, bool>(outbox => outbox.RecordAsync(stale, new SendResult(MessageOutcome.Blocked, "late"), Ct));

        Assert.False(recorded);
        Assert.Equal(MessageState.Sent, (await bench.RowAsync(message)).State);
    }

    [Theory]
    [InlineData(500, MessageOutcome.Transient)]
    [InlineData(503, MessageOutcome.Transient)]
    [InlineData(429, MessageOutcome.Throttled)]
    public async Task Trouble_that_passes_is_tried_again_after_a_wait(int status, MessageOutcome outcome)
    {
        bench.Idp.Simulators.Script.Next(Carrier.VonageMessages, new Mood.Refusing(status), new Mood.Refusing(status));
        var message = await bench.EnqueueAsync(Channel.Text, Phone, "042137");

        await bench.Worker.SendDueAsync(Ct);
        var first = await bench.RowAsync(message);
        var early = await bench.Worker.SendDueAsync(Ct);
        bench.Idp.Clock.Advance(TimeSpan.FromSeconds(1));
        await bench.Worker.SendDueAsync(Ct);
        bench.Idp.Clock.Advance(TimeSpan.FromSeconds(1));
        var tooEarly = await bench.Worker.SendDueAsync(Ct);
        bench.Idp.Clock.Advance(TimeSpan.FromSeconds(1));
        await bench.Worker.SendDueAsync(Ct);

        Assert.Equal((MessageState.Queued, outcome), (first.State, first.LastOutcome));
        Assert.Equal((0, 0), (early, tooEarly));
        Assert.Equal((MessageState.Sent, 3), ((await bench.RowAsync(message)).State, (await bench.RowAsync(message)).Tries));
        Assert.Single(bench.Idp.Simulators.Inbox.Messages);
    }

    [Fact]
    public async Task A_carrier_that_hangs_holds_its_own_channel_only_and_no_longer_than_two_seconds()
    {
        bench.Idp.Simulators.Script.Always(Carrier.VonageMessages, new Mood.Hanging());
        var text = await bench.EnqueueAsync(Channel.Text, Phone, "042137");
        await bench.EnqueueAsync(Channel.Email, "pat@mail.example", "042137");

        var round = bench.Worker.SendDueAsync(Ct);
        var mail = await bench.Idp.Simulators.Inbox.WaitForAsync(m => m.Channel == "email", Ct);

        Assert.False(round.IsCompleted);
        Assert.Equal(2, await round);
        Assert.Equal("pat@mail.example", mail.To);
        Assert.Equal((MessageState.Queued, MessageOutcome.Transient), ((await bench.RowAsync(text)).State, (await bench.RowAsync(text)).LastOutcome));
    }

    [Theory]
    [InlineData(422, MessageOutcome.Blocked)]
    [InlineData(402, MessageOutcome.OutOfCredit)]
    [InlineData(403, MessageOutcome.BadCredentials)]
    public async Task An_answer_that_would_come_back_the_same_is_not_asked_for_twice(int status, MessageOutcome outcome)
    {
        bench.Idp.Simulators.Script.Always(Carrier.VonageMessages, new Mood.Refusing(status));
        var message = await bench.EnqueueAsync(Channel.Text, Phone, "042137");

        await bench.Worker.SendDueAsync(Ct);
        bench.Idp.Clock.Advance(TimeSpan.FromMinutes(9));

        Assert.Equal(0, await bench.Worker.SendDueAsync(Ct));
        Assert.Equal(
            new CodeDelivery(Channel.Text, MessageState.Failed, outcome),
            await bench.Idp.WithAsync<Outbox, CodeDelivery?>(outbox => outbox.OfCodeAsync(message.CodeId!.Value, Ct)));
        Assert.Null((await bench.RowAsync(message)).Payload);
    }

    [Fact]
    public async Task A_code_that_has_died_is_not_sent()
    {
        var message = await bench.EnqueueAsync(Channel.Text, Phone, "042137");
        bench.Idp.Clock.Advance(TimeSpan.FromMinutes(10));
        var requests = bench.Idp.Simulators.Requests;

        await bench.Worker.SendDueAsync(Ct);

        Assert.Equal(requests, bench.Idp.Simulators.Requests);
        Assert.Equal(MessageState.Expired, (await bench.RowAsync(message)).State);
        Assert.Null((await bench.RowAsync(message)).Payload);
    }

    [Fact]
    public async Task Sent_messages_are_kept_for_thirty_days()
    {
        var sweeper = bench.Idp.Services.GetRequiredService<SweepWorker<OutboxSweep>>();
        await bench.EnqueueAsync(Channel.Text, Phone, "042137");
        await bench.Worker.SendDueAsync(Ct);
        bench.Idp.Clock.Advance(TimeSpan.FromDays(29));
        await sweeper.SweepAsync(Ct);
        await using var db = bench.Idp.Database.Open();
        var kept = await db.OutboxMessages.CountAsync(Ct);

        bench.Idp.Clock.Advance(TimeSpan.FromDays(1));
        await sweeper.SweepAsync(Ct);

        Assert.InRange(kept, 1, int.MaxValue);
        Assert.Equal(0, await db.OutboxMessages.CountAsync(Ct));
    }
}
