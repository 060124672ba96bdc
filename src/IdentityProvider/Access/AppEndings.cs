using IdentityProvider.Audit;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IdentityProvider.Access;

/// <summary>Takes from an app what it has of people, for a reason that is the app's or the record's. What ends with a person is <see cref="Endings"/>'.</summary>
/// <remarks>Nothing here saves, unless a method says otherwise: an ending and what caused it are one change.</remarks>
public sealed class AppEndings(IdpDbContext db, AuditLog audit, TimeProvider clock)
{
    /// <summary>Takes from an app all that it has of a user, and what the user once allowed it, in the turn of the save.</summary>
    public void EndApp(Guid userId, string clientId)
    {
        // The database takes no NUL, and no app has one in its id.
        if (!clientId.Contains('\0', StringComparison.Ordinal))
        {
            db.LookBeforeSaving(userId, turn => EndAppNowAsync(userId, clientId, turn));
        }
    }

    /// <summary>
    /// Takes from an app what it has of a clinic's people, or of everybody's when no clinic is named, and forgets what they allowed it: an app
    /// that is approved again asks them again. In the turn of the save, for which the app waits that is being given something (<see cref="GrantHold"/>).
    /// </summary>
    public void EndAppAt(string clientId, Guid? clinicId) => db.LookBeforeSaving(turn => EndAppAtNowAsync(clientId, clinicId, turn));

    /// <summary>
    /// Ends what apps hold of a member's records on a FHIR server that are theirs no longer, for good. In a statement of its own, after what was
    /// taken away: the caller has both in one transaction.
    /// </summary>
    /// <returns>How many grants ended.</returns>
    public Task<int> EndRecordsAsync(Guid membershipId, string fhirBase, CancellationToken ct) => db.Database.ExecuteSqlRawAsync(
        GrantFooting.End,
        [
            new NpgsqlParameter("now", clock.GetUtcNow()), new NpgsqlParameter("reason", nameof(GrantEnd.RecordTakenAway)),
            new NpgsqlParameter("membership", membershipId), new NpgsqlParameter("base", fhirBase),
        ],
        ct);

    private async Task EndAppNowAsync(Guid userId, string clientId, CancellationToken ct)
    {
        var grants = await db.Grants.Where(grant => grant.UserId == userId && grant.ClientId == clientId && grant.EndedAt == null).ToListAsync(ct);
        var consents = await db.Consents.Where(consent => consent.UserId == userId && consent.ClientId == clientId).ToListAsync(ct);
        if (grants.Count + consents.Count == 0)
        {
            return;
        }

        End(grants, GrantEnd.RevokedByUser);
        db.Consents.RemoveRange(consents);
        audit.Record(new ConsentWithdrawn(grants.Count), userId, clientId: clientId);
    }

    private async Task EndAppAtNowAsync(string clientId, Guid? clinicId, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select 1 from clients where id = {clientId} for no key update", ct);
        var of = db.Grants.Where(grant => grant.ClientId == clientId && grant.EndedAt == null);
        var grants = clinicId is null ? of : of.Where(grant => db.Memberships.Any(m => m.Id == grant.MembershipId && m.ClinicId == clinicId));
        End(await grants.ToListAsync(ct), GrantEnd.ApprovalWithdrawn);
        var allowed = db.Consents.Where(consent => consent.ClientId == clientId);
        var there = clinicId is null ? allowed : allowed.Where(consent => db.Memberships.Any(m => m.Id == consent.MembershipId && m.ClinicId == clinicId));
        db.Consents.RemoveRange(await there.ToListAsync(ct));
    }

    private void End(List<Grant> grants, GrantEnd reason)
    {
        var now = clock.GetUtcNow();
        grants.ForEach(grant => grant.End(reason, now));
    }
}
