using IdentityProvider.Audit;
using IdentityProvider.Clients;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IdentityProvider.Access;

/// <summary>Takes from an app what it has of people, for a reason that is the app's or the record's. What ends with a person is <see cref="Endings"/>'.</summary>
/// <remarks>
/// Nothing here saves, unless a method says otherwise: an ending and what caused it are one change. Grants end in one statement and what was allowed is
/// forgotten in one, however many there are: whoever is being given something waits for it (<see cref="GrantHold"/>). What ended for another reason, or
/// was forgotten, by then is left as it is.
/// </remarks>
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
    /// that is approved again asks them again. In the turn of the save.
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
        // Shared: others sign in to the app meanwhile, and only who takes it from many of them is waited for.
        await db.ShareClientAsync(clientId, ct);
        var ended = await EndAsync(db.Grants.Where(grant => grant.UserId == userId && grant.ClientId == clientId), GrantEnd.RevokedByUser, ct);
        var forgotten = await db.Consents.Where(consent => consent.UserId == userId && consent.ClientId == clientId).ExecuteDeleteAsync(ct);
        if (ended + forgotten > 0)
        {
            audit.Record(new ConsentWithdrawn(ended), userId, clientId: clientId);
        }
    }

    private async Task EndAppAtNowAsync(string clientId, Guid? clinicId, CancellationToken ct)
    {
        await db.HoldClientAsync(clientId, ct);
        var now = clock.GetUtcNow();
        var grants = db.Grants.Where(grant => grant.ClientId == clientId && grant.ExpiresAt > now);
        var consents = db.Consents.Where(consent => consent.ClientId == clientId);
        if (clinicId is { } clinic)
        {
            grants = grants.Where(grant => db.Memberships.Any(m => m.Id == grant.MembershipId && m.ClinicId == clinic));
            consents = consents.Where(consent => db.Memberships.Any(m => m.Id == consent.MembershipId && m.ClinicId == clinic));
        }

        await EndAsync(grants, GrantEnd.ApprovalWithdrawn, ct);
        await consents.ExecuteDeleteAsync(ct);
    }

    private Task<int> EndAsync(IQueryable<Grant> grants, GrantEnd reason, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return grants.Where(grant => grant.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(grant => grant.EndedAt, now).SetProperty(grant => grant.EndReason, reason), ct);
    }
}
