using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Users;

/// <summary>The only door to requests to recover an account that lost everything. What it changes, the caller saves.</summary>
public sealed class RecoveryRequests(IdpDbContext db, TimeProvider clock)
{
    /// <summary>Asks, unless a request of this user is open already.</summary>
    /// <returns>Whether it was asked just now.</returns>
    public async Task<bool> AskAsync(Guid userId, CancellationToken ct)
    {
        if (await OpenOfAsync(userId, ct) is not null)
        {
            return false;
        }

        Add(userId);
        return true;
    }

    /// <summary>The user's open request, or one that nobody asked for by a link: the person rang somebody who knows them.</summary>
    public async Task<RecoveryRequest> OpenOrNewAsync(Guid userId, CancellationToken ct)
    {
        if (await OpenOfAsync(userId, ct) is { } open)
        {
            return open;
        }

        return Add(userId);
    }

    /// <summary>Cancels whatever is open of a user.</summary>
    /// <returns>Whether anything was.</returns>
    public async Task<bool> CancelAllAsync(Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var open = (await AllOf(userId).ToListAsync(ct)).Where(request => request.IsOpen(now)).ToList();
        open.ForEach(request => request.Cancel());
        return open.Count > 0;
    }

    private RecoveryRequest Add(Guid userId)
    {
        var request = new RecoveryRequest(userId, clock.GetUtcNow());
        db.RecoveryRequests.Add(request);
        db.LookBeforeSaving(userId, turn => StayAloneAsync(userId, turn));
        return request;
    }

    private IQueryable<RecoveryRequest> AllOf(Guid userId) =>
        db.RecoveryRequests.Where(r => r.UserId == userId && (r.State == RecoveryRequestState.Asked || r.State == RecoveryRequestState.Approved));

    // There is no row yet whose version could tell that somebody else was quicker.
    private async Task StayAloneAsync(Guid userId, CancellationToken ct)
    {
        if (await OpenOfAsync(userId, ct) is not null)
        {
            throw new DbUpdateConcurrencyException("Another request of this user was opened meanwhile.");
        }
    }

    /// <summary>The user's newest request, whatever became of it; null for none.</summary>
    public Task<RecoveryRequest?> NewestOfAsync(Guid userId, CancellationToken ct) =>
        db.RecoveryRequests.Where(request => request.UserId == userId).OrderByDescending(request => request.AskedAt).FirstOrDefaultAsync(ct);

    /// <summary>The user's open request, the newest; null for none.</summary>
    public async Task<RecoveryRequest?> OpenOfAsync(Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var newest = await AllOf(userId).OrderByDescending(r => r.AskedAt).FirstOrDefaultAsync(ct);
        return newest?.IsOpen(now) == true ? newest : null;
    }

    /// <summary>The open requests of these people, approved ones included, the oldest first.</summary>
    public async Task<IReadOnlyList<RecoveryRequest>> OpenOfAsync(IQueryable<Guid> userIds, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var requests = await db.RecoveryRequests.AsNoTracking()
            .Where(r => (r.State == RecoveryRequestState.Asked || r.State == RecoveryRequestState.Approved) && userIds.Contains(r.UserId))
            .OrderBy(r => r.AskedAt).ToListAsync(ct);
        return [.. requests.Where(request => request.IsOpen(now))];
    }

    /// <summary>The approval by which a reset of this user may go on without a factor now; null for none.</summary>
    public async Task<RecoveryRequest?> CountingOfAsync(Guid userId, CancellationToken ct) =>
        await OpenOfAsync(userId, ct) is { } open && open.Counts(clock.GetUtcNow()) ? open : null;
}
