using IdentityProvider.Audit;
using IdentityProvider.Clients;
using IdentityProvider.Storage;

namespace IdentityProvider.Admin;

/// <summary>
/// The operators' switch of an app. It wins over its developer's: what an operator switched off is on again when an operator says so. The
/// app's tokens, codes and launches are refused from then on, as for any app that is off; its approvals stay for the day it comes back.
/// </summary>
public sealed class AppSuspension(IdpDbContext db, ClientDesk desk, AuditLog audit, TimeProvider clock)
{
    /// <returns>False when there is no such app (any more), or it is switched off by an operator already.</returns>
    public async Task<bool> SuspendAsync(PlatformVisit visit, string clientId, CancellationToken ct)
    {
        await using var turn = await db.BeginTurnAsync([], ct);
        if (await desk.TakeAsync(clientId, ct) is not { Client.SuspendedAt: null } app)
        {
            return false;
        }

        app.Client.Suspend(clock.GetUtcNow());
        await SaveAsync(visit, app, new ClientSuspended(), ct);
        await turn.CommitAsync(ct);
        return true;
    }

    /// <returns>False when there is no such app (any more), or no operator has switched it off.</returns>
    public async Task<bool> ResumeAsync(PlatformVisit visit, string clientId, CancellationToken ct)
    {
        await using var turn = await db.BeginTurnAsync([], ct);
        if (await desk.TakeAsync(clientId, ct) is not { Client.SuspendedAt: not null } app)
        {
            return false;
        }

        app.Client.Resume();
        await SaveAsync(visit, app, new ClientResumed(), ct);
        await turn.CommitAsync(ct);
        return true;
    }

    // Of this and a developer's switch at the same moment this one stands: the developer, who did not know of it, is refused and looks again.
    private Task<int> SaveAsync(PlatformVisit visit, DeveloperClient app, AuditEvent happened, CancellationToken ct)
    {
        desk.Hold(app.Reach);
        audit.Record(happened, visit.Operator.Id, clinicId: null, app.Client.Id, sessionId: visit.Session.Id);
        return db.SaveChangesAsync(ct);
    }
}
