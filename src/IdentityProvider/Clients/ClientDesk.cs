using System.Security.Cryptography;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Clients;

/// <summary>A client as its developer handles it, with what it wants and what it was given.</summary>
public sealed record DeveloperClient(RegisteredClient Client, ClientReach Reach);

/// <summary>What came of a change.</summary>
/// <param name="Secret">To be shown once; null when no new one was needed.</param>
/// <param name="IsAnother">Whether it is another app now than the one that was approved.</param>
public sealed record ClientChange(string? Secret, bool IsAnother);

/// <summary>Where clients are written: registered, changed, approved, switched off. Both doors (registration endpoint, pages) come here. The caller saves.</summary>
public sealed class ClientDesk(IdpDbContext db, ClientSecrets secrets, TimeProvider clock)
{
    /// <summary>Apps that one developer may have, those deleted in the last day among them: nobody fills the register by a loop.</summary>
    public const int MostApps = 1000;

    /// <summary>Whether a developer may register one more.</summary>
    public async Task<bool> HasRoomAsync(Guid ownerId, CancellationToken ct)
    {
        var yesterday = clock.GetUtcNow().AddDays(-1);
        return await db.Clients.Where(client => client.OwnerId == ownerId && (client.DeletedAt == null || client.CreatedAt > yesterday)).Take(MostApps).CountAsync(ct) < MostApps;
    }

    /// <summary>Registers a client. Its metadata has been judged by <see cref="ClientRules"/>.</summary>
    /// <param name="approved">What somebody who may do so has approved beforehand; <see cref="Reach.Nothing"/> for nothing.</param>
    /// <returns>The client, and its secret to be shown once; no secret for one that has none.</returns>
    public async Task<(DeveloperClient Made, string? Secret)> RegisterAsync(ClientMetadata metadata, Guid? ownerId, Reach wanted, Reach approved, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var client = new RegisteredClient(NewId(), metadata.EffectiveName, metadata.AuthMethod, now) { OwnerId = ownerId, IsThirdParty = true };
        var reach = new ClientReach(client.Id, wanted, approved, now);
        client.Describe(metadata);
        client.Limit(reach.Effective);
        db.Clients.Add(client);
        db.ClientReach.Add(reach);
        var secret = AuthMethodNames.NeedsSecret(client.AuthMethod) ? await secrets.IssueAsync(client.Id, ct) : null;
        return (new DeveloperClient(client, reach), secret);
    }

    /// <summary>
    /// Changes what a client says about itself and what it wants. What it was approved for stays as it is, unless the change makes it another
    /// app (<see cref="ApprovedTraits"/>): then every approval ends, and it is somebody else's app again.
    /// </summary>
    /// <param name="mayReplaceKeys">Whether whoever changes it has proven as much as for a new secret.</param>
    /// <returns>A secret to be shown once, when it needs one now and had none before.</returns>
    public async Task<ClientChange> ChangeAsync(DeveloperClient known, ClientMetadata metadata, Reach wanted, bool mayReplaceKeys, CancellationToken ct)
    {
        var (client, reach) = known;
        var had = AuthMethodNames.NeedsSecret(client.AuthMethod);
        var isAnother = !ApprovedTraits.AreSame(ClientMetadata.Of(client.ToClient([])), metadata, mayReplaceKeys);
        if (isAnother)
        {
            client.IsThirdParty = true;
            reach.Approve(Reach.Nothing);
        }

        client.Name = metadata.EffectiveName;
        client.AuthMethod = metadata.AuthMethod;
        client.Describe(metadata);
        reach.Want(wanted, clock.GetUtcNow());
        client.Limit(reach.Effective);
        Hold(reach);
        var needs = AuthMethodNames.NeedsSecret(client.AuthMethod);
        if (had && !needs)
        {
            await secrets.EndAllAsync(client.Id, ct);
        }

        return new ClientChange(needs && !had ? await secrets.IssueAsync(client.Id, ct) : null, isAnother);
    }

    /// <summary>Writes down an approval that whoever gives it may give, and lets the client reach as far as that.</summary>
    public void Approve(DeveloperClient known, Reach approved)
    {
        known.Reach.Approve(approved);
        known.Client.Limit(known.Reach.Effective);
        Hold(known.Reach);
    }

    /// <summary>Draws a new token for the management endpoint (RFC 7592 §3). The one before it ends. Only its hash is kept.</summary>
    public static string NewManagementToken(RegisteredClient client)
    {
        var token = ClientSecret.Generate();
        client.ManagementTokenHash = ClientSecret.HashOf(token);
        return token;
    }

    /// <summary>The client with this id, unless it was deleted; switched off is still there for its developer.</summary>
    public async Task<DeveloperClient?> FindAsync(string clientId, CancellationToken ct)
    {
        if (!IsStorable(clientId))
        {
            return null;
        }

        // The reach first: its version guards the client. A change that comes in between is either seen here or refused when it is saved.
        var known = await db.ClientReach.SingleOrDefaultAsync(r => r.ClientId == clientId, ct);
        if (await db.Clients.SingleOrDefaultAsync(c => c.Id == clientId && c.DeletedAt == null, ct) is not { } client)
        {
            return null;
        }

        // One that was written into the configuration has wanted nothing yet: it is what it has.
        var reach = known ?? db.ClientReach.Add(new ClientReach(clientId, client.ReachNow, client.ReachNow, clock.GetUtcNow())).Entity;
        return new DeveloperClient(client, reach);
    }

    /// <summary>
    /// The same in the client's turn (<see cref="ClientTurns"/>), for what is decided whatever its developer does at that moment: a change that is being
    /// saved is waited for and read, and none comes in between. The caller has it in one transaction with the save.
    /// </summary>
    public async Task<DeveloperClient?> TakeAsync(string clientId, CancellationToken ct)
    {
        if (!IsStorable(clientId))
        {
            return null;
        }

        await db.HoldClientAsync(clientId, ct);
        return await FindAsync(clientId, ct);
    }

    // The database takes no NUL, and no id is longer: there is no such client, so there is nothing to ask it.
    private static bool IsStorable(string? clientId) => clientId is { Length: > 0 and <= 100 } && !clientId.Contains('\0', StringComparison.Ordinal);

    /// <summary>
    /// Writes the row even if nothing in it changed, in the client's turn, so that of two decisions about a client at the same time only one is saved.
    /// </summary>
    public void Hold(ClientReach reach)
    {
        db.LookBeforeSaving(turn => HoldAsync(reach, turn));
        if (db.Entry(reach).State == EntityState.Unchanged)
        {
            db.Entry(reach).Property(r => r.AskedAt).IsModified = true;
        }
    }

    // The save asks for the version too. But the database may refuse before that what does not go with the other decision, and that would look like a bug.
    private async Task HoldAsync(ClientReach reach, CancellationToken ct)
    {
        await db.HoldClientAsync(reach.ClientId, ct);
        var (clientId, row) = (reach.ClientId, db.Entry(reach));
        var version = row.Property<uint>(ClientReachMapping.Version).OriginalValue;
        if (row.State != EntityState.Added
            && !await db.ClientReach.AnyAsync(r => r.ClientId == clientId && EF.Property<uint>(r, ClientReachMapping.Version) == version, ct))
        {
            throw new DbUpdateConcurrencyException("Something else was decided about the client since it was read.");
        }
    }

    /// <summary>128 random bits: nobody runs into another's, and nothing stands in it.</summary>
    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
