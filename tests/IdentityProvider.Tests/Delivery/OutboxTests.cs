using System.Text;
using IdentityProvider.Delivery;
using IdentityProvider.Dev.Carriers;
using IdentityProvider.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Delivery;

/// <summary>The outbox on a real database, sending real HTTP to simulated carriers.</summary>
public class OutboxTests(OutboxBench bench) : IClassFixture<OutboxBench>, IAsyncLifetime
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
    [InlineData(Channel.Text, Phone)]
    [InlineData(Channel.Voice, Phone)]
    [InlineData(Channel.Email, "pat@mail.example")]
    public async Task A_code_arrives_and_nothing_of_it_stays(Channel channel, string destination)
    {
        var message = await bench.EnqueueAsync(channel, destination, "042137");

        Assert.Equal(1, await bench.Worker.SendDueAsync(Ct));

        var arrived = Assert.Single(bench.Idp.Simulators.Inbox.Messages);
        var row = await bench.RowAsync(message);
        Assert.Equal(("042137", destination), (arrived.Code, arrived.To));
        Assert.Equal((MessageState.Sent, MessageOutcome.Sent, 1), (row.State, row.LastOutcome, row.Tries));
        Assert.Null(row.Payload);
        Assert.NotNull(row.ProviderMessageId);
        Assert.NotNull(row.FinishedAt);
    }

    [Fact]
    public async Task Neither_digits_nor_destination_stand_in_the_table_in_clear()
    {
        var message = await bench.EnqueueAsync(Channel.Text, Phone, "042137");

        var row = await bench.RowAsync(message);
        var stored = Encoding.Latin1.GetString([.. row.Payload!, .. row.Destination, .. row.DestinationHash]) + row.DestinationMasked;
        Assert.DoesNotContain("042137", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("2185550", stored, StringComparison.Ordinal);
        Assert.Equal("(•••) •••-0123", row.DestinationMasked);
    }

    [Fact]
    public async Task Several_workers_send_each_of_200_messages_once()
    {
        var numbers = Enumerable.Range(0, 200).Select(i => $"+1218777{i:0000}").ToList();
        await bench.Idp.WithAsync<IServiceProvider, int>(services =>
        {
            var outbox = services.GetRequiredService<Outbox>();
            numbers.ForEach(number => outbox.Enqueue(bench.Code(number.EndsWith('7') ? Channel.Voice : Channel.Text, number, "042137")));
            return services.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
        });

        var workers = Enumerable.Range(0, 5).Select(_ => ActivatorUtilities.CreateInstance<OutboxWorker>(bench.Idp.Services)).ToList();
        var tried = await Task.WhenAll(workers.Select(worker => worker.SendDueAsync(Ct)));

        Assert.Equal(200, tried.Sum());
        Assert.Equal(numbers, bench.Idp.Simulators.Inbox.Messages.Select(m => m.To).Order());
        workers.ForEach(worker => worker.Dispose());
    }

    [Fact]
    public async Task A_code_goes_before_a_notice_that_was_written_earlier()
    {
        await bench.EnqueueAsync(new Letter(Channel.Email, "pat@mail.example", "en", new NewBrowserSignedIn(bench.Idp.Clock.GetUtcNow(), "Firefox")));
        var code = await bench.EnqueueAsync(Channel.Email, "pat@mail.example", "042137");

        Assert.Equal(code.Id, Assert.Single(await bench.LeaseAsync(Channel.Email, atMost: 1)).Id);
    }

    [Fact]
    public async Task A_letter_without_words_for_its_channel_is_not_written()
    {
        var letter = new Letter(Channel.Email, "pat@mail.example", "en", new PhoneVerificationCode(Guid.Empty, "042137", bench.Idp.Clock.GetUtcNow().AddMinutes(10)));

        await Assert.ThrowsAsync<ArgumentException>(() => bench.EnqueueAsync(letter));
    }

    [Fact]
    public async Task A_commit_wakes_the_workers_of_the_channel_it_wrote_to()
    {
        var signal = bench.Idp.Services.GetRequiredService<OutboxSignal>();
        await signal.WaitAsync(Channel.Voice, TimeSpan.FromMinutes(1), Ct);

        var woken = signal.WaitAsync(Channel.Voice, TimeSpan.FromMinutes(5), Ct);
        await bench.EnqueueAsync(Channel.Voice, Phone, "042137");

        await woken.WaitAsync(TimeSpan.FromMinutes(1), Ct);
    }

    [Fact]
    public async Task A_worker_told_to_stop_finishes_what_it_has_begun()
    {
        bench.Idp.Simulators.Script.Next(Carrier.VonageMessages, new Mood.Slow(TimeSpan.FromMilliseconds(200)));
        using var worker = ActivatorUtilities.CreateInstance<OutboxWorker>(bench.Idp.Services);
        var message = await bench.EnqueueAsync(Channel.Text, Phone, "042137");
        var before = bench.Idp.Simulators.Requests;

        await worker.StartAsync(Ct);
        while (bench.Idp.Simulators.Requests == before)
        {
            await Task.Yield();
        }

        await worker.StopAsync(Ct);

        Assert.Equal(MessageState.Sent, (await bench.RowAsync(message)).State);
    }
}
