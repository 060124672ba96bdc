using IdentityProvider.Clients;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>
/// What apps lose of people, in one statement for the grants and one for what was allowed, however many there are: whoever is being given something
/// waits for it. What ended for another reason, or was forgotten, by then is left as it is. Only <see cref="Endings"/> asks for it, in the turn of a save.
/// </summary>
internal static class AppEndings
{
    /// <summary>Takes from an app all that it has of a user. Their row comes first, as in everything that takes turns on an account.</summary>
    /// <returns>How many grants ended and how many answers were forgotten.</returns>
    public static async Task<(int Ended, int Forgotten)> EndAppOfAsync(
        this IdpDbContext db, Guid userId, string clientId, DateTimeOffset now, CancellationToken ct)
    {
        // Shared: others sign in to the app meanwhile, and only who takes it from many of them is waited for.
        await db.HoldAsync(userId, ct);
        await db.ShareClientAsync(clientId, ct);
        var ended = await db.Grants.Where(grant => grant.UserId == userId && grant.ClientId == clientId).EndAsync(GrantEnd.RevokedByUser, now, ct);
        return (ended, await db.Consents.Where(consent => consent.UserId == userId && consent.ClientId == clientId).ExecuteDeleteAsync(ct));
    }

    /// <summary>Takes from an app what it has of a clinic's people.</summary>
    /// <param name="clinicId">Null for everybody's.</param>
    public static async Task EndAppAtAsync(this IdpDbContext db, string clientId, Guid? clinicId, DateTimeOffset now, CancellationToken ct)
    {
        await db.HoldClientAsync(clientId, ct);
        var grants = db.Grants.Where(grant => grant.ClientId == clientId && grant.ExpiresAt > now);
        var consents = db.Consents.Where(consent => consent.ClientId == clientId);
        if (clinicId is { } clinic)
        {
            grants = grants.Where(grant => db.Memberships.Any(m => m.Id == grant.MembershipId && m.ClinicId == clinic));
            consents = consents.Where(consent => db.Memberships.Any(m => m.Id == consent.MembershipId && m.ClinicId == clinic));
        }

        await grants.EndAsync(GrantEnd.ApprovalWithdrawn, now, ct);
        await consents.ExecuteDeleteAsync(ct);
    }

    private static Task<int> EndAsync(this IQueryable<Grant> grants, GrantEnd reason, DateTimeOffset now, CancellationToken ct) =>
        grants.Where(grant => grant.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(grant => grant.EndedAt, now).SetProperty(grant => grant.EndReason, reason), ct);
}
