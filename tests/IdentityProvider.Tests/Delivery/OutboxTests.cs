using System.Text;
using IdentityProvider.Delivery;
using IdentityProvider.Dev.Carriers;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Delivery;

/// <summary>The outbox on a real database, sending real HTTP to simulated carriers.</summary>
public sealed class OutboxTests(IdpHost idp) : IClassFixture<IdpHost>, IAsyncLifetime
{
    private const string Phone = "+12185550123";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private OutboxWorker Worker => idp.Services.GetRequiredService<OutboxWorker>();

    [Theory]
    [InlineData(Channel.Text, Phone)]
    [InlineData(Channel.Voice, Phone)]
    [InlineData(Channel.Email, "pat@mail.example")]
    public async Task A_code_arrives_and_nothing_of_it_stays(Channel channel, string destination)
    {
        var message = await EnqueueAsync(channel, destination, "042137");

        Assert.Equal(1, await Worker.SendDueAsync(Ct));

        var arrived = Assert.Single(idp.Simulators.Inbox.Messages);
        var row = await RowAsync(message);
        Assert.Equal(("042137", destination), (arrived.Code, arrived.To));
        Assert.Equal((MessageState.Sent, MessageOutcome.Sent, 1), (row.State, row.LastOutcome, row.Tries));
        Assert.Null(row.Payload);
        Assert.NotNull(row.ProviderMessageId);
        Assert.NotNull(row.FinishedAt);
    }

    [Fact]
    public async Task Neither_digits_nor_destination_stand_in_the_table_in_clear()
    {
        var message = await EnqueueAsync(Channel.Text, Phone, "042137");

        var row = await RowAsync(message);
        var stored = Encoding.Latin1.GetString([.. row.Payload!, .. row.Destination, .. row.DestinationHash]) + row.DestinationMasked;
        Assert.DoesNotContain("042137", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("2185550", stored, StringComparison.Ordinal);
        Assert.Equal("(•••) •••-0123", row.DestinationMasked);
    }

    [Fact]
    public async Task Several_workers_send_each_of_200_messages_once()
    {
        var numbers = Enumerable.Range(0, 200).Select(i => $"+1218777{i:0000}").ToList();
        await idp.WithAsync<IServiceProvider, int>(services =>
        {
            var outbox = services.GetRequiredService<Outbox>();
            numbers.ForEach(number => outbox.Enqueue(Code(number.EndsWith('7') ? Channel.Voice : Channel.Text, number, "042137")));
            return services.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
        });

        var workers = Enumerable.Range(0, 5).Select(_ => ActivatorUtilities.CreateInstance<OutboxWorker>(idp.Services)).ToList();
        var tried = await Task.WhenAll(workers.Select(worker => worker.SendDueAsync(Ct)));

        Assert.Equal(200, tried.Sum());
        Assert.Equal(numbers, idp.Simulators.Inbox.Messages.Select(m => m.To).Order());
        workers.ForEach(worker => worker.Dispose());
    }

    [Fact]
    public async Task A_worker_killed_between_lease_and_send_loses_nothing()
    {
        await EnqueueAsync(Channel.Text, Phone, "042137");
        Assert.Single(await LeaseAsync(Channel.Text));

        Assert.Equal(0, await Worker.SendDueAsync(Ct));
        idp.Clock.Advance(Outbox.Lease);

        Assert.Equal(1, await Worker.SendDueAsync(Ct));
        Assert.Single(idp.Simulators.Inbox.Messages);
    }

    [Fact]
    public async Task A_worker_that_outlived_its_lease_does_not_write_over_the_next_one()
    {
        var message = await EnqueueAsync(Channel.Text, Phone, "042137");
        var stale = Assert.Single(await LeaseAsync(Channel.Text));
        idp.Clock.Advance(Outbox.Lease);
        await Worker.SendDueAsync(Ct);

        var recorded = await idp.WithAsync<Outbox, bool>(outbox => outbox.RecordAsync(stale, new SendResult(MessageOutcome.Blocked, "late"), Ct));

        Assert.False(recorded);
        Assert.Equal(MessageState.Sent, (await RowAsync(message)).State);
    }

    [Theory]
    [InlineData(500, MessageOutcome.Transient)]
    [InlineData(503, MessageOutcome.Transient)]
    [InlineData(429, MessageOutcome.Throttled)]
    public async Task Trouble_that_passes_is_tried_again_after_a_wait(int status, MessageOutcome outcome)
    {
        idp.Simulators.Script.Next(Carrier.VonageMessages, new Mood.Refusing(status), new Mood.Refusing(status));
        var message = await EnqueueAsync(Channel.Text, Phone, "042137");

        await Worker.SendDueAsync(Ct);
        var first = await RowAsync(message);
        var early = await Worker.SendDueAsync(Ct);
        idp.Clock.Advance(TimeSpan.FromSeconds(1));
        await Worker.SendDueAsync(Ct);
        idp.Clock.Advance(TimeSpan.FromSeconds(1));
        var tooEarly = await Worker.SendDueAsync(Ct);
        idp.Clock.Advance(TimeSpan.FromSeconds(1));
        await Worker.SendDueAsync(Ct);

        Assert.Equal((MessageState.Queued, outcome), (first.State, first.LastOutcome));
        Assert.Equal((0, 0), (early, tooEarly));
        Assert.Equal((MessageState.Sent, 3), ((await RowAsync(message)).State, (await RowAsync(message)).Tries));
        Assert.Single(idp.Simulators.Inbox.Messages);
    }

    [Fact]
    public async Task A_carrier_that_hangs_holds_its_own_channel_only_and_no_longer_than_two_seconds()
    {
        idp.Simulators.Script.Always(Carrier.VonageMessages, new Mood.Hanging());
        var text = await EnqueueAsync(Channel.Text, Phone, "042137");
        await EnqueueAsync(Channel.Email, "pat@mail.example", "042137");

        var round = Worker.SendDueAsync(Ct);
        var mail = await idp.Simulators.Inbox.WaitForAsync(m => m.Channel == "email", Ct);

        Assert.False(round.IsCompleted);
        Assert.Equal(2, await round);
        Assert.Equal("pat@mail.example", mail.To);
        Assert.Equal((MessageState.Queued, MessageOutcome.Transient), ((await RowAsync(text)).State, (await RowAsync(text)).LastOutcome));
    }

    [Theory]
    [InlineData(422, MessageOutcome.Blocked)]
    [InlineData(402, MessageOutcome.OutOfCredit)]
    [InlineData(403, MessageOutcome.BadCredentials)]
    public async Task An_answer_that_would_come_back_the_same_is_not_asked_for_twice(int status, MessageOutcome outcome)
    {
        idp.Simulators.Script.Always(Carrier.VonageMessages, new Mood.Refusing(status));
        var message = await EnqueueAsync(Channel.Text, Phone, "042137");

        await Worker.SendDueAsync(Ct);
        idp.Clock.Advance(TimeSpan.FromMinutes(9));

        Assert.Equal(0, await Worker.SendDueAsync(Ct));
        Assert.Equal(
            new CodeDelivery(Channel.Text, MessageState.Failed, outcome),
            await idp.WithAsync<Outbox, CodeDelivery?>(outbox => outbox.OfCodeAsync(message.CodeId!.Value, Ct)));
        Assert.Null((await RowAsync(message)).Payload);
    }

    [Fact]
    public async Task A_code_that_has_died_is_not_sent()
    {
        var message = await EnqueueAsync(Channel.Text, Phone, "042137");
        idp.Clock.Advance(TimeSpan.FromMinutes(10));
        var requests = idp.Simulators.Requests;

        await Worker.SendDueAsync(Ct);

        Assert.Equal(requests, idp.Simulators.Requests);
        Assert.Equal(MessageState.Expired, (await RowAsync(message)).State);
        Assert.Null((await RowAsync(message)).Payload);
    }

    [Fact]
    public async Task A_code_goes_before_a_notice_that_was_written_earlier()
    {
        await EnqueueAsync(new Letter(Channel.Email, "pat@mail.example", "en", new NewBrowserSignedIn(idp.Clock.GetUtcNow(), "Firefox")));
        var code = await EnqueueAsync(Channel.Email, "pat@mail.example", "042137");

        Assert.Equal(code.Id, Assert.Single(await LeaseAsync(Channel.Email, atMost: 1)).Id);
    }

    [Fact]
    public async Task A_letter_without_words_for_its_channel_is_not_written()
    {
        var letter = new Letter(Channel.Email, "pat@mail.example", "en", new PhoneVerificationCode(Guid.Empty, "042137", idp.Clock.GetUtcNow().AddMinutes(10)));

        await Assert.ThrowsAsync<ArgumentException>(() => EnqueueAsync(letter));
    }

    [Fact]
    public async Task A_commit_wakes_the_workers_of_the_channel_it_wrote_to()
    {
        var signal = idp.Services.GetRequiredService<OutboxSignal>();
        await signal.WaitAsync(Channel.Voice, TimeSpan.FromMinutes(1), Ct);

        var woken = signal.WaitAsync(Channel.Voice, TimeSpan.FromMinutes(5), Ct);
        await EnqueueAsync(Channel.Voice, Phone, "042137");

        await woken.WaitAsync(TimeSpan.FromMinutes(1), Ct);
    }

    [Fact]
    public async Task A_worker_told_to_stop_finishes_what_it_has_begun()
    {
        idp.Simulators.Script.Next(Carrier.VonageMessages, new Mood.Slow(TimeSpan.FromMilliseconds(200)));
        using var worker = ActivatorUtilities.CreateInstance<OutboxWorker>(idp.Services);
        var message = await EnqueueAsync(Channel.Text, Phone, "042137");
        var before = idp.Simulators.Requests;

        await worker.StartAsync(Ct);
        while (idp.Simulators.Requests == before)
        {
            await Task.Yield();
        }

        await worker.StopAsync(Ct);

        Assert.Equal(MessageState.Sent, (await RowAsync(message)).State);
    }

    /// <summary>Every test begins with nothing due: a day later whatever another one has left is out of date.</summary>
    public async ValueTask InitializeAsync()
    {
        idp.Simulators.Script.Reset();
        idp.Clock.Advance(TimeSpan.FromDays(1));
        await Worker.SendDueAsync(Ct);
        idp.Simulators.Inbox.Clear();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Letter Code(Channel channel, string destination, string digits)
    {
        var now = idp.Clock.GetUtcNow();
        return new Letter(channel, destination, "en", new SignInCode(Guid.CreateVersion7(now), digits, now.AddMinutes(10))) { Clinic = Letters.Lakeside };
    }

    private Task<OutboxMessage> EnqueueAsync(Channel channel, string destination, string digits) => EnqueueAsync(Code(channel, destination, digits));

    private Task<OutboxMessage> EnqueueAsync(Letter letter) => idp.WithAsync<IServiceProvider, OutboxMessage>(async services =>
    {
        var message = services.GetRequiredService<Outbox>().Enqueue(letter);
        await services.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
        return message;
    });

    private Task<IReadOnlyList<OutboxMessage>> LeaseAsync(Channel channel, int atMost = 10) =>
        idp.WithAsync<Outbox, IReadOnlyList<OutboxMessage>>(outbox => outbox.LeaseDueAsync(channel, atMost, Ct));

    private async Task<OutboxMessage> RowAsync(OutboxMessage message)
    {
        await using var db = idp.Database.Open();
        return await db.OutboxMessages.AsNoTracking().SingleAsync(m => m.Id == message.Id, Ct);
    }
}
