using IdentityProvider.Delivery;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Delivery;

/// <summary>A host, and what tests of its outbox do again and again: write a message, lease it, look at its row.</summary>
public class OutboxBench(TestDatabases databases) : IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public virtual IdpHost Idp => field ??= new IdpHost(Databases);

    internal OutboxWorker Worker => Idp.Services.GetRequiredService<OutboxWorker>();

    protected TestDatabases Databases { get; } = databases;

    public virtual ValueTask InitializeAsync() => Idp.InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Idp.DisposeAsync();
    }

    /// <summary>Every test begins with nothing due: a day later whatever another one has left is out of date.</summary>
    public async ValueTask ClearAsync()
    {
        Idp.Simulators.Script.Reset();
        Idp.Clock.Advance(TimeSpan.FromDays(1));
        await Worker.SendDueAsync(Ct);
        Idp.Simulators.Inbox.Clear();
    }

    public Letter Code(Channel channel, string destination, string digits)
    {
        var now = Idp.Clock.GetUtcNow();
        return new Letter(channel, destination, "en", new SignInCode(Guid.CreateVersion7(now), digits, now.AddMinutes(10))) { Clinic = Letters.Lakeside };
    }

    public Task<OutboxMessage> EnqueueAsync(Channel channel, string destination, string digits) => EnqueueAsync(Code(channel, destination, digits));

    public Task<OutboxMessage> EnqueueAsync(Letter letter) => Idp.WithAsync<IServiceProvider, OutboxMessage>(async services =>
    {
        var message = services.GetRequiredService<Outbox>().Enqueue(letter);
        await services.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
        return message;
    });

    public Task<IReadOnlyList<OutboxMessage>> LeaseAsync(Channel channel, int atMost = 10) =>
        Idp.WithAsync<Outbox, IReadOnlyList<OutboxMessage>>(outbox => outbox.LeaseDueAsync(channel, atMost, Ct));

    public async Task<OutboxMessage> RowAsync(OutboxMessage message)
    {
        await using var db = Idp.Database.Open();
        return await db.OutboxMessages.AsNoTracking().SingleAsync(m => m.Id == message.Id, Ct);
    }
}
