using System.Security.Cryptography;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Clients;

/// <summary>A client as its developer handles it, with what it wants and what it was given.</summary>
public sealed record DeveloperClient(RegisteredClient Client, ClientReach Reach);

/// <summary>Where clients are written: registered, changed, approved, switched off. Both doors (registration endpoint, pages) come here. The caller saves.</summary>
public sealed class ClientDesk(IdpDbContext db, ClientSecrets secrets, TimeProvider clock)
{
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

    /// <summary>Changes what a client says about itself and what it wants. What it was approved for stays as it is.</summary>
    /// <returns>A secret to be shown once, when it needs one now and had none before.</returns>
    public async Task<string?> ChangeAsync(DeveloperClient known, ClientMetadata metadata, Reach wanted, CancellationToken ct)
    {
        var (client, reach) = known;
        var had = AuthMethodNames.NeedsSecret(client.AuthMethod);
        client.Name = metadata.EffectiveName;
        client.AuthMethod = metadata.AuthMethod;
        client.Describe(metadata);
        reach.Want(wanted, clock.GetUtcNow());
        client.Limit(reach.Effective);
        var needs = AuthMethodNames.NeedsSecret(client.AuthMethod);
        if (had && !needs)
        {
            await secrets.EndAllAsync(client.Id, ct);
        }

        return needs && !had ? await secrets.IssueAsync(client.Id, ct) : null;
    }

    /// <summary>Writes down an approval that whoever gives it may give, and lets the client reach as far as that.</summary>
    public static void Approve(DeveloperClient known, Reach approved)
    {
        known.Reach.Approve(approved);
        known.Client.Limit(known.Reach.Effective);
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
        if (await db.Clients.SingleOrDefaultAsync(c => c.Id == clientId && c.DeletedAt == null, ct) is not { } client)
        {
            return null;
        }

        // One that was written into the configuration has wanted nothing yet: it is what it has.
        var reach = await db.ClientReach.SingleOrDefaultAsync(r => r.ClientId == clientId, ct)
            ?? db.ClientReach.Add(new ClientReach(clientId, client.ReachNow, client.ReachNow, clock.GetUtcNow())).Entity;
        return new DeveloperClient(client, reach);
    }

    /// <summary>128 random bits: nobody runs into another's, and nothing stands in it.</summary>
    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
