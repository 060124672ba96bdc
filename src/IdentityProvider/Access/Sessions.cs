using IdentityProvider.Clinics;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Access;

/// <summary>The only door to sessions and to their cookie. Never cached: an ended session is ended for the next request on every node.</summary>
public sealed class Sessions(IdpDbContext db, CookieNames cookies, PolicyFloor floor, IOptions<SessionOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);
    private static readonly object CurrentKey = new();

    // With it what its clinic's policy says now: a tighter one counts for this very request.
    private static readonly Func<IdpDbContext, byte[], CancellationToken, Task<Stored?>> StoredOf = EF.CompileAsyncQuery(
        (IdpDbContext db, byte[] hash, CancellationToken _) => db.Sessions
            .Where(s => s.TokenHash == hash && db.Users.Any(u => u.Id == s.UserId && u.DeactivatedAt == null))
            .Select(s => new Stored
            {
                Session = s,
                Email = db.Users.Where(u => u.Id == s.UserId).Select(u => u.Email).First(),
                Idle = (from m in db.Memberships
                        where m.Id == s.LastMembershipId
                        from v in db.ClinicPolicies
                        where v.ClinicId == m.ClinicId
                        orderby v.Version descending
                        select (int?)(m.Role == Role.Patient ? v.Policy.PatientIdleMinutes : v.Policy.StaffIdleMinutes)).FirstOrDefault(),
            })
            .SingleOrDefault());

    /// <summary>The live session of this browser, locked or not, or null.</summary>
    public async Task<Session?> CurrentAsync(HttpContext http, CancellationToken ct)
    {
        if (http.Items.TryGetValue(CurrentKey, out var known))
        {
            return (Session?)known;
        }

        var session = await FindAsync(http.Request.Cookies[cookies.Session], ct);
        http.Items[CurrentKey] = session;
        return session;
    }

    /// <summary>Whether it was left alone too long. Apps asking with prompt=none then hear login_required.</summary>
    public bool IsLocked(Session session) => session.IsLocked(clock.GetUtcNow(), IdleLockOf(session));

    /// <summary>After how long alone it locks: as the clinic says whose membership it used last, within the server's floor.</summary>
    public TimeSpan IdleLockOf(Session session) => session.ClinicIdleLock ?? options.Value.IdleLock;

    /// <summary>Notes that the person is there, at most once a minute, in a statement of its own: looking at a page saves nothing else.</summary>
    public async Task SeenAsync(Session session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (now - session.LastSeenAt >= SeenEvery)
        {
            await db.Sessions.Where(s => s.Id == session.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now), ct);
        }
    }

    /// <summary>Begins a session. Called by the end of the sign-in pipeline and by nothing else; the caller saves.</summary>
    /// <param name="atMost">How long the clinic lets it last, within the server's floor; null where no clinic is asked.</param>
    public Session Begin(HttpContext http, Guid userId, IEnumerable<Proof> proofs, TimeSpan? atMost = null)
    {
        var (cookie, hash) = RandomToken.Draw();
        var session = new Session(userId, hash, clock.GetUtcNow(), atMost ?? options.Value.Longest);
        session.Add(proofs);
        db.Sessions.Add(session);
        Remember(http, session, cookie);
        return session;
    }

    /// <summary>Adds proofs to a session and gives it a new cookie value. The caller saves.</summary>
    public void Strengthen(HttpContext http, Session session, IEnumerable<Proof> proofs)
    {
        var (cookie, hash) = RandomToken.Draw();
        session.Add(proofs);
        session.ReplaceToken(hash);
        session.Seen(clock.GetUtcNow());
        Remember(http, session, cookie);
    }

    /// <summary>
    /// Ties the save that begins or strengthens a session to what it stands on: if that was taken away since it was read, the save fails as one that
    /// was overtaken, and nobody is signed in.
    /// </summary>
    public void StandOn(SessionFooting footing) => db.LookBeforeSaving(footing.User.Id, ct => db.HoldAsync(footing, ct), takesTurn: true);

    /// <summary>Takes the session out of this browser. Ending it is <see cref="Endings"/>' business.</summary>
    public void Forget(HttpContext http)
    {
        http.Items[CurrentKey] = null;
        http.Response.Cookies.Delete(cookies.Session, cookies.Options());
    }

    /// <summary>The user's live sessions, the one used last first.</summary>
    public async Task<IReadOnlyList<Session>> OfAsync(Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.Sessions
            .Where(s => s.UserId == userId && s.EndedAt == null && s.ExpiresAt > now)
            .OrderByDescending(s => s.LastSeenAt)
            .ToListAsync(ct);
    }

    private async Task<Session?> FindAsync(string? cookie, CancellationToken ct)
    {
        if (RandomToken.HashOf(cookie) is not { } hash)
        {
            return null;
        }

        if (await StoredOf(db, hash, ct) is not { } found || !found.Session.IsLive(clock.GetUtcNow()))
        {
            return null;
        }

        found.Session.Email = found.Email;
        found.Session.ClinicIdleLock = found.Idle is { } minutes ? TimeSpan.FromMinutes(Math.Min(minutes, floor.LongestIdleMinutes)) : null;
        return found.Session;
    }

    // A session cookie in the browser's sense too: it does not survive a restart (NIST SP 800-63B-4 §5.1).
    private void Remember(HttpContext http, Session session, string cookie)
    {
        http.Items[CurrentKey] = session;
        http.Response.Cookies.Append(cookies.Session, cookie, cookies.Options());
    }

    private sealed class Stored
    {
        public required Session Session { get; init; }

        public string? Email { get; init; }

        public int? Idle { get; init; }
    }
}
