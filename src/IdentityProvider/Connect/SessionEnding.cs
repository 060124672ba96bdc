using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Storage;

namespace IdentityProvider.Connect;

/// <summary>Signs this browser out. What hangs on the session ends with it, since a grant stands only while its session does.</summary>
public sealed class SessionEnding(Sessions sessions, AuditLog audit, IdpDbContext db)
{
    public async Task SignOutAsync(HttpContext http, Session session, CancellationToken ct)
    {
        sessions.SignOut(http, session);
        audit.Record(new SessionEnded(SessionEnd.SignedOut), session.UserId, sessionId: session.Id);
        await db.SaveChangesAsync(ct);
    }
}
