using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>The only door to what users have decided about other people's apps.</summary>
public sealed class Consents(IdpDbContext db, TimeProvider clock)
{
    /// <summary>What this user decided about this client in this role; null for nothing yet.</summary>
    public Task<Consent?> FindAsync(Guid userId, string clientId, Guid? membershipId, CancellationToken ct) =>
        db.Consents.SingleOrDefaultAsync(c => c.UserId == userId && c.ClientId == clientId && c.MembershipId == membershipId, ct);

    /// <summary>Keeps an answer. The caller saves.</summary>
    /// <param name="asked">Everything the page asked for.</param>
    /// <param name="granted">What of it got a yes.</param>
    public async Task DecideAsync(Guid userId, string clientId, Guid? membershipId, Scope asked, Scope granted, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var consent = await FindAsync(userId, clientId, membershipId, ct);
        if (consent is null)
        {
            consent = new Consent(userId, clientId, membershipId, now);
            db.Consents.Add(consent);
        }

        consent.Decide(asked, granted, now);
    }

    /// <summary>Forgets every answer about a client, so that it has to ask again. The caller saves.</summary>
    public async Task ForgetAsync(Guid userId, string clientId, CancellationToken ct) =>
        db.Consents.RemoveRange(await db.Consents.Where(c => c.UserId == userId && c.ClientId == clientId).ToListAsync(ct));
}
