using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>The only door to the uses of emergency access and to the apps that it opens.</summary>
public sealed class EmergencyAccesses(IdpDbContext db, Reasons reasons, AuditLog audit, TimeProvider clock)
{
    /// <summary>Writes down a use. The caller begins the session with it and saves.</summary>
    public EmergencyAccess Begin(Membership membership, ProofKind proof, string reason, TimeSpan atMost)
    {
        var now = clock.GetUtcNow();
        var access = new EmergencyAccess(reasons.Keep(reason), membership, proof, now, now + atMost);
        db.EmergencyAccesses.Add(access);
        audit.Record(new EmergencyBegan(access.Id, access.Until, proof), membership.UserId, membership.ClinicId);
        return access;
    }

    public Task<EmergencyAccess?> FindAsync(Guid id, CancellationToken ct) =>
        db.EmergencyAccesses.AsNoTracking().SingleOrDefaultAsync(access => access.Id == id, ct);

    /// <summary>A clinic's, the newest first.</summary>
    public async Task<IReadOnlyList<EmergencyAccess>> OfAsync(Guid clinicId, int atMost, CancellationToken ct) =>
        await db.EmergencyAccesses.AsNoTracking().Where(access => access.ClinicId == clinicId)
            .OrderBy(access => access.ReviewedAt != null).ThenByDescending(access => access.BeganAt).Take(atMost).ToListAsync(ct);

    /// <summary>Keeps an admin's review, once, and saves. Nobody reviews what they did themselves.</summary>
    /// <returns>False when there is nothing (any more) for this admin to review.</returns>
    public async Task<bool> ReviewAsync(Guid clinicId, Guid id, Guid adminId, Guid sessionId, string review, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.BeginTurnAsync([adminId], ct);
        var reviewId = reasons.Keep(review);
        var written = await db.EmergencyAccesses
            .Where(access => access.Id == id && access.ClinicId == clinicId && access.ReviewedAt == null && access.UserId != adminId)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.ReviewedAt, now).SetProperty(a => a.ReviewedBy, adminId).SetProperty(a => a.ReviewId, reviewId), ct);
        if (written == 0)
        {
            db.ChangeTracker.Clear();
            return false;
        }

        var userId = await db.EmergencyAccesses.Where(access => access.Id == id).Select(access => access.UserId).SingleAsync(ct);
        audit.Record(new EmergencyReviewed(id, reviewId), userId, clinicId, sessionId: sessionId);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>Whether an app may be opened in an emergency at a clinic.</summary>
    public Task<bool> OpensAsync(string clientId, Guid clinicId, CancellationToken ct) =>
        db.EmergencyApps.AnyAsync(app => app.ClinicId == clinicId && app.ClientId == clientId, ct);

    public async Task<IReadOnlySet<string>> AppsOfAsync(Guid clinicId, CancellationToken ct) =>
        await db.EmergencyApps.Where(app => app.ClinicId == clinicId).Select(app => app.ClientId).ToHashSetAsync(ct);

    /// <summary>Marks an app, or takes the mark away. The caller saves.</summary>
    public async Task MarkAsync(Guid clinicId, string clientId, bool opens, Guid ownerId, CancellationToken ct)
    {
        var marked = await db.EmergencyApps.SingleOrDefaultAsync(app => app.ClinicId == clinicId && app.ClientId == clientId, ct);
        if (opens == marked is not null)
        {
            return;
        }

        if (marked is null)
        {
            db.EmergencyApps.Add(new EmergencyApp(clinicId, clientId, ownerId, clock.GetUtcNow()));
        }
        else
        {
            db.EmergencyApps.Remove(marked);
        }

        audit.Record(new EmergencyAppMarked(opens), ownerId, clinicId, clientId);
    }
}
