using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Clients;

/// <summary>
/// Changes to one app that must not pass each other take turns on its row, which whoever gives access to the app holds shared. It comes after the user's
/// row and before that of the app's reach, in every change: two that waited for each other would both fail.
/// </summary>
internal static class ClientTurns
{
    /// <summary>Waits for the app's turn; it lasts until the transaction ends.</summary>
    public static Task HoldClientAsync(this IdpDbContext db, string clientId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select 1 from clients where id = {clientId} for no key update", ct);

    /// <summary>Keeps whoever takes the app's turn away until the transaction ends, and nobody else.</summary>
    public static Task ShareClientAsync(this IdpDbContext db, string clientId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select 1 from clients where id = {clientId} for share", ct);
}
