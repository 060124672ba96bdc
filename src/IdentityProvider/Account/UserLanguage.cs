using IdentityProvider.Access;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Account;

/// <summary>The language that the signed-in user has chosen for good.</summary>
internal sealed class UserLanguage(Sessions sessions, IdpDbContext db) : ILanguageSource
{
    public int Order => 2;

    public async ValueTask<string?> FindAsync(HttpContext http, CancellationToken ct) =>
        await sessions.CurrentAsync(http, ct) is { } session
            ? await db.Users.Where(user => user.Id == session.UserId).Select(user => user.Language).SingleOrDefaultAsync(ct)
            : null;
}
