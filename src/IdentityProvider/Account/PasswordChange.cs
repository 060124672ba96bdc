using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Protocol;
using IdentityProvider.Users;

namespace IdentityProvider.Account;

public enum PasswordChangeResult
{
    Changed,

    /// <summary>It is the password they have.</summary>
    Unchanged,

    /// <summary>Too many passwords are being hashed already: 503 with Retry-After.</summary>
    Busy,
}

/// <summary>Sets a user's new password at their own wish, ends every other session, all trust and what waits in their name, and tells them by mail.</summary>
public sealed class PasswordChange(Passwords passwords, Sessions sessions, CredentialEndings endings, ChangeNotices notices, AuditLog audit)
{
    /// <summary>Its rules were checked before; the caller saves what was changed.</summary>
    public async Task<PasswordChangeResult> ToAsync(HttpContext http, AccountVisit visit, string password, CancellationToken ct)
    {
        switch (await passwords.CheckAsync(visit.User, password, ct))
        {
            case PasswordCheck.Right:
                return PasswordChangeResult.Unchanged;
            case PasswordCheck.Busy:
                return PasswordChangeResult.Busy;
        }

        if (!await passwords.SetAsync(visit.User, password, ct))
        {
            return PasswordChangeResult.Busy;
        }

        await endings.EndOthersAsync(visit.Session, ct);
        sessions.Strengthen(http, visit.Session, [new Proof(ProofKind.Password, visit.Now)]);
        audit.Record(new PasswordReplaced(ByReset: false), visit.User.Id, sessionId: visit.Session.Id);
        notices.Tell(visit, new PasswordWasChanged(visit.Now));
        return PasswordChangeResult.Changed;
    }
}
