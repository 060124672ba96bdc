using System.Net;
using System.Security.Claims;
using IdentityProvider.Storage;

namespace IdentityProvider.Audit;

/// <summary>The only door to the audit log.</summary>
public sealed class AuditLog(IdpDbContext db, AuditBatches batches, IHttpContextAccessor http, TimeProvider clock)
{
    /// <summary>Name of the claim that holds the signed-in user's id.</summary>
    public const string ActorClaim = "sub";

    /// <summary>
    /// Adds a row to the change tracker, so that it is saved exactly when the change it tells of is. Actor and network come from the
    /// request, when there is one.
    /// </summary>
    /// <param name="happened">The event.</param>
    /// <param name="userId">Whose account it is about.</param>
    /// <param name="clinicId">On whose behalf; null for the platform.</param>
    /// <param name="clientId">The app, by its client_id.</param>
    /// <param name="attemptId">The sign-in attempt it happened in.</param>
    /// <param name="sessionId">The session it happened in, began or ended.</param>
    public void Record(
        AuditEvent happened, Guid? userId = null, Guid? clinicId = null, string? clientId = null, Guid? attemptId = null, Guid? sessionId = null) =>
        db.AuditEntries.Add(EntryOf(happened, userId, clinicId, clientId, attemptId, sessionId));

    /// <summary>
    /// Room for an event of a kind of which there are thousands a minute: these are written with others within a second (<see cref="AuditBatches"/>).
    /// Taken before the change it tells of, so that a full log stops the change and not its record.
    /// </summary>
    public ValueTask<AuditSlot> ReserveAsync(CancellationToken ct) => batches.ReserveAsync(ct);

    /// <summary>Records what happened in the room that was taken for it.</summary>
    public void RecordIn(AuditSlot room, AuditEvent happened, Guid? userId, Guid? clinicId, string clientId, Guid? sessionId) =>
        room.Fill(EntryOf(happened, userId, clinicId, clientId, attemptId: null, sessionId));

    private AuditEntry EntryOf(AuditEvent happened, Guid? userId, Guid? clinicId, string? clientId, Guid? attemptId, Guid? sessionId) =>
        new(happened, clock.GetUtcNow())
        {
            UserId = userId,
            ActorId = ActorOf(http.HttpContext?.User),
            ClinicId = clinicId,
            ClientId = clientId,
            AttemptId = attemptId,
            SessionId = sessionId,
            Network = NetworkOf(http.HttpContext?.Connection.RemoteIpAddress),
        };

    private static Guid? ActorOf(ClaimsPrincipal? user) =>
        Guid.TryParse(user?.FindFirstValue(ActorClaim), out var id) ? id : null;

    // A dual-stack socket shows 192.0.2.7 as ::ffff:192.0.2.7; both are one network.
    private static IPAddress? NetworkOf(IPAddress? remote) => remote is { IsIPv4MappedToIPv6: true } ? remote.MapToIPv4() : remote;
}
