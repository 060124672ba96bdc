using IdentityProvider.Audit;
using IdentityProvider.Clients;
using IdentityProvider.Protocol.Registration;

namespace IdentityProvider.Access;

/// <summary>
/// Changes of a registered app and what follows from them, for both doors. An app that becomes another one loses what people gave the one
/// before: its approvals, its grants and what it was allowed (docs/decisions/0011). The caller saves.
/// </summary>
public sealed class AppChanges(ClientDesk desk, ClientSecrets secrets, AppEndings endings, AuditLog audit, TimeProvider clock)
{
    /// <param name="by">Who changes it, with a second factor of the last minutes; null for the app itself, with its registration access token.</param>
    /// <param name="sessionId">The session of whoever changes it.</param>
    /// <returns>A secret to be shown once, when it needs one now and had none before.</returns>
    public async Task<string?> ChangeAsync(DeveloperClient app, ClientMetadata metadata, Reach wanted, Guid? by, Guid? sessionId, CancellationToken ct)
    {
        var (clientId, ownerId) = (app.Client.Id, app.Client.OwnerId);
        var had = app.Client.ReachNow;
        var change = await desk.ChangeAsync(app, metadata, wanted, mayReplaceKeys: by is not null, ct);

        // Grants hold what they were given. What the app gave up ends with them, and those it still may have are asked for again.
        var now = app.Client.ReachNow;
        if (change.IsAnother || !had.IsWithin(now) || had.Scopes.Except(now.Scopes, StringComparer.Ordinal).Any())
        {
            endings.EndAppAt(clientId, clinicId: null);
        }

        audit.Record(new ClientChanged(), by ?? ownerId, clientId: clientId, sessionId: sessionId);
        return change.Secret;
    }

    /// <summary>Deletes an app for good, by its own registration access token.</summary>
    public async Task DeleteAsync(DeveloperClient app, CancellationToken ct)
    {
        var (client, reach) = app;
        await secrets.EndAllAsync(client.Id, ct);
        client.Delete(clock.GetUtcNow());
        desk.Hold(reach);
        audit.Record(new ClientDeleted(), client.OwnerId, clientId: client.Id);
    }
}
