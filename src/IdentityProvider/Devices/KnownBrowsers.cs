using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Devices;

/// <summary>The only door to the browsers users have signed in from.</summary>
public sealed class KnownBrowsers(IdpDbContext db, CookieNames cookies, TimeProvider clock)
{
    private static readonly TimeSpan CookieLife = TimeSpan.FromDays(365);

    /// <summary>Whether this browser signed in as the user within the last 90 days.</summary>
    public async Task<bool> IsKnownAsync(HttpContext http, Guid userId, CancellationToken ct) =>
        await FindAsync(http, userId, ct) is { } browser && browser.IsKnown(clock.GetUtcNow());

    /// <summary>Notes that the user signed in here. The caller saves, in the save that begins the session.</summary>
    /// <returns>
    /// Whether the user should be told: the browser is new to the account, and the account is not new itself (the first sign-in of
    /// all surprises nobody).
    /// </returns>
    public async Task<bool> SignedInAsync(HttpContext http, Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await FindAsync(http, userId, ct) is { } known)
        {
            var isNewAgain = !known.IsKnown(now);
            known.SignedIn(now);
            return isNewAgain;
        }

        var hasOthers = await db.KnownBrowsers.AnyAsync(b => b.UserId == userId, ct);
        db.KnownBrowsers.Add(new KnownBrowser(userId, Remember(http, now), now));
        return hasOthers;
    }

    private async Task<KnownBrowser?> FindAsync(HttpContext http, Guid userId, CancellationToken ct) =>
        RandomToken.HashOf(http.Request.Cookies[cookies.KnownBrowser]) is { } hash
            ? await db.KnownBrowsers.SingleOrDefaultAsync(b => b.UserId == userId && b.TokenHash == hash, ct)
            : null;

    // One value for everybody at this browser: it says "same browser", not who.
    private byte[] Remember(HttpContext http, DateTimeOffset now)
    {
        if (RandomToken.HashOf(http.Request.Cookies[cookies.KnownBrowser]) is { } hash)
        {
            return hash;
        }

        var (cookie, fresh) = RandomToken.Draw();
        http.Response.Cookies.Append(cookies.KnownBrowser, cookie, cookies.Options(now + CookieLife));
        return fresh;
    }
}
