using IdentityProvider.Access;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Account;

/// <summary>One of somebody's sessions as they see it.</summary>
/// <param name="Network">Where it was begun; null when that is not written down any more.</param>
/// <param name="Apps">Which apps it opened, by name.</param>
public sealed record OwnSession(Session Session, string? Network, IReadOnlyList<string> Apps, bool IsThisOne);

/// <summary>Puts a user's sessions together with where they began and what they opened.</summary>
public sealed class OwnSessions(Sessions sessions, IdpDbContext db)
{
    /// <summary>The one in use first, then the others, the one used last first.</summary>
    public async Task<IReadOnlyList<OwnSession>> OfAsync(Session here, CancellationToken ct)
    {
        var live = await sessions.OfAsync(here.UserId, ct);
        var ids = live.Select(session => (Guid?)session.Id).ToList();
        var networks = (await db.AuditEntries.AsNoTracking()
                .Where(entry => entry.UserId == here.UserId && entry.Name == "sign-in.completed" && ids.Contains(entry.SessionId))
                .OrderBy(entry => entry.At).Select(entry => new { entry.SessionId, entry.Network }).ToListAsync(ct))
            .ToLookup(entry => entry.SessionId, entry => entry.Network?.ToString());
        var apps = (await db.Grants.AsNoTracking().Where(grant => ids.Contains(grant.SessionId) && grant.EndedAt == null)
                .Join(db.Clients, grant => grant.ClientId, client => client.Id, (grant, client) => new { grant.SessionId, client.Name }).Distinct().ToListAsync(ct))
            .ToLookup(app => app.SessionId, app => app.Name);
        return [.. live.OrderByDescending(session => session.Id == here.Id).Select(session => new OwnSession(
            session, networks[session.Id].FirstOrDefault(), [.. apps[session.Id].Order(StringComparer.CurrentCulture)], session.Id == here.Id))];
    }
}
