using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Account;

/// <summary>An app that holds access to an account, or may take it without asking again.</summary>
/// <param name="Clinics">At which clinics; empty for an app that needs none.</param>
/// <param name="Since">The oldest access that still stands, or when it was allowed.</param>
/// <param name="KeepsAccess">Whether it keeps access when nobody is signed in.</param>
/// <param name="Scopes">Everything it may do, of all that stands together.</param>
public sealed record ConnectedApp(
    string ClientId, string Name, bool IsThirdParty, IReadOnlyList<string> Clinics, DateTimeOffset Since, bool KeepsAccess, Scope Scopes);

/// <summary>Which apps have access to somebody's account.</summary>
public sealed class ConnectedApps(IdpDbContext db, TimeProvider clock)
{
    private sealed record Access(string ClientId, string Name, bool IsThirdParty, string? Clinic, DateTimeOffset Since, bool KeepsAccess, IReadOnlyList<string> Scopes);

    public async Task<IReadOnlyList<ConnectedApp>> OfAsync(Guid userId, CancellationToken ct)
    {
        var all = await StandingAsync(userId, ct);
        all.AddRange(await AllowedAsync(userId, ct));
        return [.. all.GroupBy(access => access.ClientId, StringComparer.Ordinal).Select(Merge).OrderBy(app => app.Name, StringComparer.CurrentCulture)];
    }

    private async Task<List<Access>> StandingAsync(Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await (from grant in db.Grants.AsNoTracking()
                      join client in db.Clients on grant.ClientId equals client.Id
                      where grant.UserId == userId && grant.EndedAt == null && grant.ExpiresAt > now
                          && (grant.Refresh == RefreshKind.Offline || db.Sessions.Any(s => s.Id == grant.SessionId && s.EndedAt == null && s.ExpiresAt > now))
                      let clinic = db.Memberships.Where(m => m.Id == grant.MembershipId).Join(db.Clinics, m => m.ClinicId, c => c.Id, (m, c) => c.Name).FirstOrDefault()
                      select new Access(client.Id, client.Name, client.IsThirdParty, clinic, grant.CreatedAt, grant.Refresh == RefreshKind.Offline, grant.Scopes))
            .ToListAsync(ct);
    }

    private Task<List<Access>> AllowedAsync(Guid userId, CancellationToken ct) =>
        (from consent in db.Consents.AsNoTracking()
         join client in db.Clients on consent.ClientId equals client.Id
         where consent.UserId == userId
         let clinic = db.Memberships.Where(m => m.Id == consent.MembershipId).Join(db.Clinics, m => m.ClinicId, c => c.Id, (m, c) => c.Name).FirstOrDefault()
         select new Access(client.Id, client.Name, client.IsThirdParty, clinic, consent.DecidedAt, false, consent.Granted))
        .ToListAsync(ct);

    private static ConnectedApp Merge(IGrouping<string, Access> app)
    {
        var one = app.First();
        return new ConnectedApp(
            one.ClientId, one.Name, one.IsThirdParty, [.. app.Select(a => a.Clinic).OfType<string>().Distinct().Order(StringComparer.CurrentCulture)],
            app.Min(a => a.Since), app.Any(a => a.KeepsAccess), Scope.Of(app.SelectMany(a => a.Scopes)));
    }
}
