using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Users;

/// <summary>Changes to one account that must not pass each other take turns: each holds the user's row from before it looks until it is saved.</summary>
internal static class AccountTurns
{
    /// <summary>Waits for the user's turn; it lasts until the transaction ends.</summary>
    public static Task HoldAsync(this IdpDbContext db, Guid userId, CancellationToken ct) => db.HoldAsync([userId], ct);

    /// <summary>Waits for the turns of several, in the order of their ids, whoever asks.</summary>
    public static Task HoldAsync(this IdpDbContext db, IReadOnlyCollection<Guid> userIds, CancellationToken ct) => userIds.Count == 0
        ? Task.CompletedTask
        : db.Database.ExecuteSqlAsync($"select 1 from users where id = any({userIds.ToArray()}) order by id for no key update", ct);
}
