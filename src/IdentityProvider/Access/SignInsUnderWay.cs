using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>Sign-ins that have not ended when something they were proven with is taken away.</summary>
internal static class SignInsUnderWay
{
    /// <summary>
    /// Forgets what was proven in a user's sign-ins, but for those that this save writes itself. A proof says what kind it was and when, not by which
    /// factor: whoever waits on a later page with a proof of a phone that is gone would otherwise still finish, earn trust and add a passkey. The rows
    /// change by it, so a post that was read before fails too. Call it in the turn of the save, when the user's row is held.
    /// </summary>
    public static Task ForgetProofsAsync(this IdpDbContext db, Guid userId, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"update sign_in_attempts set proofs = '[]' where user_id = {userId} and ended_at is null and id <> all({db.SignInsBeingSaved()})", ct);
}
