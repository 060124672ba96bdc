using IdentityProvider.Delivery;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Host;

/// <summary>
/// A round of the outbox worker, made when a test looks for a message. A machine under load may be later than a carrier may be; a node would send again
/// after a second, which by a test's clock does not pass. So what nothing but lateness stopped is sent once more.
/// </summary>
internal sealed class DeliveryRound(IdpHost idp)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var worker = idp.Services.GetRequiredService<OutboxWorker>();
        var (due, troubles) = (await DueAsync(ct), idp.Simulators.Script.Troubles);
        await worker.SendDueAsync(ct);
        if (due.Count > 0 && idp.Simulators.Script.Troubles == troubles && await MakeDueAgainAsync(due, ct) > 0)
        {
            await worker.SendDueAsync(ct);
        }
    }

    private async Task<List<Guid>> DueAsync(CancellationToken ct)
    {
        var now = idp.Clock.GetUtcNow();
        await using var db = idp.Database.Open();
        return await db.OutboxMessages.Where(m => m.State == MessageState.Queued && m.DueAt <= now).Select(m => m.Id).ToListAsync(ct);
    }

    private async Task<int> MakeDueAgainAsync(List<Guid> ids, CancellationToken ct)
    {
        await using var db = idp.Database.Open();
        return await db.OutboxMessages.Where(m => ids.Contains(m.Id) && m.State == MessageState.Queued && m.LastOutcome == MessageOutcome.Transient)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.DueAt, m => m.CreatedAt), ct);
    }
}
