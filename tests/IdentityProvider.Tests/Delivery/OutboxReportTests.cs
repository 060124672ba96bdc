using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Reports;
using IdentityProvider.Dev.Carriers;

namespace IdentityProvider.Tests.Delivery;

/// <summary>Reports come twice, late, early and in any order, and always lead to the same end.</summary>
[Trait("Row", "B10")]
public class OutboxReportTests(OutboxBench bench) : IClassFixture<OutboxBench>, IAsyncLifetime
{
    private const string Phone = "+12185550123";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => bench.ClearAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(MessageState.Delivered, "on-way", "undelivered", "delivered!")]
    [InlineData(MessageState.Undelivered, "on-way", "undelivered")]
    [InlineData(MessageState.Delivered, "on-way", "delivered!")]
    [InlineData(MessageState.Undelivered, "on-way", "delivered", "undelivered!")]
    [InlineData(MessageState.Sent, "on-way")]
    public async Task Every_order_of_them_leads_to_the_same_end(MessageState end, params string[] reports)
    {
        foreach (var order in OrdersOf(reports))
        {
            var message = await bench.EnqueueAsync(Channel.Text, Phone, "042137");
            await bench.Worker.SendDueAsync(Ct);
            foreach (var report in order.Concat(order))
            {
                await ReportAsync(message, report);
            }

            Assert.Equal((end, 0.0072m), ((await bench.RowAsync(message)).State, (await bench.RowAsync(message)).Cost));
        }
    }

    [Fact]
    public async Task Why_it_did_not_arrive_is_what_the_page_says()
    {
        var message = await bench.EnqueueAsync(Channel.Text, Phone, "042137");
        await bench.Worker.SendDueAsync(Ct);

        Assert.Equal(ReportResult.Changed, await ReportAsync(message, "undelivered"));
        Assert.Equal(ReportResult.NothingNew, await ReportAsync(message, "undelivered"));

        Assert.Equal(
            new CodeDelivery(Channel.Text, MessageState.Undelivered, MessageOutcome.BadNumber),
            await bench.Idp.WithAsync<Outbox, CodeDelivery?>(outbox => outbox.OfCodeAsync(message.CodeId!.Value, Ct)));
    }

    [Fact]
    public async Task A_report_that_comes_before_our_own_word_counts_and_the_message_is_not_sent_again()
    {
        var message = await bench.EnqueueAsync(Channel.Text, Phone, "042137");
        var leased = Assert.Single(await bench.LeaseAsync(Channel.Text));

        Assert.Equal(ReportResult.Changed, await ReportAsync(message, "delivered!"));

        Assert.False(await RecordAsync(leased, MessageOutcome.Sent));
        Assert.False(await RecordAsync(leased, MessageOutcome.Transient));
        bench.Idp.Clock.Advance(Outbox.Lease * 2);
        Assert.Equal(0, await bench.Worker.SendDueAsync(Ct));
        var row = await bench.RowAsync(message);
        Assert.Equal((MessageState.Delivered, "p-1", null), (row.State, row.ProviderMessageId, row.Payload));
    }

    [Fact]
    public async Task What_timed_out_and_arrived_all_the_same_is_not_sent_again()
    {
        bench.Idp.Simulators.Script.Next(Carrier.VonageMessages, new Mood.Refusing(500));
        var message = await bench.EnqueueAsync(Channel.Text, Phone, "042137");
        await bench.Worker.SendDueAsync(Ct);
        Assert.Equal(MessageState.Queued, (await bench.RowAsync(message)).State);

        await ReportAsync(message, "delivered!");
        bench.Idp.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(0, await bench.Worker.SendDueAsync(Ct));
        Assert.Equal(MessageState.Delivered, (await bench.RowAsync(message)).State);
    }

    [Fact]
    public async Task What_did_not_arrive_and_is_due_again_is_left_to_the_next_try()
    {
        bench.Idp.Simulators.Script.Next(Carrier.VonageMessages, new Mood.Refusing(500));
        var message = await bench.EnqueueAsync(Channel.Text, Phone, "042137");
        await bench.Worker.SendDueAsync(Ct);

        Assert.Equal(ReportResult.NothingNew, await ReportAsync(message, "undelivered"));
        bench.Idp.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, await bench.Worker.SendDueAsync(Ct));
        Assert.Equal(MessageState.Sent, (await bench.RowAsync(message)).State);
    }

    [Fact]
    public async Task Only_who_was_asked_last_says_of_that_try_that_it_did_not_arrive()
    {
        var message = await bench.EnqueueAsync(Channel.Text, Phone, "042137");
        await bench.Worker.SendDueAsync(Ct);

        Assert.Equal(ReportResult.NothingNew, await ReportAsync(message, "undelivered", provider: "another"));
        Assert.Equal(ReportResult.NothingNew, await ReportAsync(message, "undelivered!", id: "of an earlier try"));
        Assert.Equal(ReportResult.NothingNew, await ReportAsync(message, "delivered!", channel: Channel.Email));
        Assert.Equal(ReportResult.Changed, await ReportAsync(message, "delivered!", id: "of an earlier try", provider: "another"));
    }

    [Fact]
    public async Task While_it_is_being_sent_nobody_says_that_it_did_not_arrive()
    {
        var message = await bench.EnqueueAsync(Channel.Text, Phone, "042137");
        var leased = Assert.Single(await bench.LeaseAsync(Channel.Text));

        Assert.Equal(ReportResult.TooSoon, await ReportAsync(message, "undelivered!"));

        Assert.True(await RecordAsync(leased, MessageOutcome.Sent));
        Assert.Equal(ReportResult.Changed, await ReportAsync(message, "undelivered!"));
    }

    private Task<bool> RecordAsync(OutboxMessage message, MessageOutcome outcome) =>
        bench.Idp.WithAsync<Outbox, bool>(outbox => outbox.RecordAsync(message, new SendResult(outcome, "vonage", "p-2"), Ct));

    private async Task<ReportResult> ReportAsync(
        OutboxMessage message, string what, string provider = "vonage", Channel channel = Channel.Text, string? id = null)
    {
        id ??= (await bench.RowAsync(message)).ProviderMessageId ?? "p-1";
        MessageOutcome? outcome = what.TrimEnd('!') switch { "delivered" => MessageOutcome.Sent, "undelivered" => MessageOutcome.BadNumber, _ => null };
        var weight = what.EndsWith('!') ? ReportWeight.LastWord : ReportWeight.Word;
        var report = new DeliveryReport(channel, provider, message.Id, id, outcome, weight) { Cost = new Cost(0.0072m, "EUR") };
        return await bench.Idp.WithAsync<Outbox, ReportResult>(outbox => outbox.ReportAsync(report, Ct));
    }

    private static IEnumerable<string[]> OrdersOf(string[] reports) => reports.Length <= 1
        ? [reports]
        : reports.SelectMany((first, i) => OrdersOf([.. reports.Where((_, j) => j != i)]).Select(rest => (string[])[first, .. rest]));
}
