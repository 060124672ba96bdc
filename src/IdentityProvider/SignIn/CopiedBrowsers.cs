using IdentityProvider.Access;
using IdentityProvider.Devices;
using IdentityProvider.Storage;

namespace IdentityProvider.SignIn;

/// <summary>The alarm when a copy of a trusted browser's key shows: the trust and what it opened end, and the user is told. All of it once, or nothing.</summary>
public sealed class CopiedBrowsers(TrustedDevices devices, Endings endings, SignInNotices notices, IdpDbContext db)
{
    /// <summary>Saves, in a transaction of its own. Nothing happens when the trust has ended already.</summary>
    public async Task EndAsync(SignInTurn turn, TrustedDevice stolen, CancellationToken ct)
    {
        await using var change = await db.BeginTurnAsync([stolen.UserId], ct);
        if (!await devices.EndStolenAsync(stolen, ct))
        {
            return;
        }

        // Whoever came in by the copy goes out with it.
        await endings.EndAfterTheftAsync(stolen, ct);
        notices.TellOfCopiedBrowser(turn, stolen);
        await db.SaveChangesAsync(ct);
        await change.CommitAsync(ct);
    }
}
