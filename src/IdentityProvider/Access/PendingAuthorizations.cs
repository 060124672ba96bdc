using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>What became of a reference to a pushed request.</summary>
/// <param name="Request">Null when there is no such thing, or not any more.</param>
/// <param name="WasUsed">A code was issued for it.</param>
public sealed record OpenedPush(PendingAuthorization? Request, bool WasUsed);

/// <summary>The only door to the authorization requests that wait for their user.</summary>
public sealed class PendingAuthorizations(IdpDbContext db, ValueCipher cipher, TimeProvider clock)
{
    private const string Purpose = "pending-authorization";

    // What was kept before requests were sealed is read as it is; such rows live for an hour.
    private const string Sealed = "s1.";

    private static readonly Func<IdpDbContext, Guid, CancellationToken, Task<PendingAuthorization?>> StoredOf = EF.CompileAsyncQuery(
        (IdpDbContext db, Guid id, CancellationToken _) => db.PendingAuthorizations.SingleOrDefault(pending => pending.Id == id));

    /// <summary>A request that is not kept yet. What the client sent is sealed: login_hint and id_token_hint name people.</summary>
    public PendingAuthorization New(Client client, RequestParameters parameters) => new(client.Id, Seal(parameters), clock.GetUtcNow());

    /// <summary>What the client sent.</summary>
    public RequestParameters ParametersOf(PendingAuthorization pending) => RequestParameters.Parse(
        pending.Parameters.StartsWith(Sealed, StringComparison.Ordinal) ? cipher.DecryptText(Purpose, Convert.FromBase64String(pending.Parameters[Sealed.Length..])) : pending.Parameters);

    /// <summary>The request, or null when there is none of that id or it lay too long.</summary>
    public async Task<PendingAuthorization?> FindAsync(Guid id, CancellationToken ct) =>
        await StoredOf(db, id, ct) is { } pending && pending.IsLive(clock.GetUtcNow())
            ? pending
            : null;

    /// <summary>
    /// Keeps what a client has pushed (RFC 9126). The caller saves.
    /// </summary>
    /// <param name="parameters">As they were judged to be good.</param>
    /// <param name="dpopKey">Thumbprint of the key the client proved; null for none.</param>
    /// <returns>The reference to it, 256 bits. Only its hash is kept.</returns>
    public string Push(Client client, RequestParameters parameters, string? dpopKey)
    {
        var (reference, hash) = RandomToken.Draw();
        db.PendingAuthorizations.Add(new PendingAuthorization(client.Id, Seal(parameters), clock.GetUtcNow())
        {
            PushedHash = hash,
            DpopKey = dpopKey,
        });
        return reference;
    }

    /// <summary>
    /// Opens what this client has pushed. That it was opened is saved by whoever saves next: a look that leads nowhere changes nothing.
    /// </summary>
    public async Task<OpenedPush> OpenAsync(string reference, Client client, CancellationToken ct)
    {
        if (RandomToken.HashOf(reference) is not { } hash
            || await db.PendingAuthorizations.SingleOrDefaultAsync(pending => pending.PushedHash == hash && pending.ClientId == client.Id, ct) is not { } pending)
        {
            return new OpenedPush(Request: null, WasUsed: false);
        }

        return new OpenedPush(pending.TryOpen(clock.GetUtcNow()) ? pending : null, WasUsed: pending.ConsumedAt is not null);
    }

    /// <summary>Uses a stored request up, once: of any number of browsers and tabs that come for it one gets a code.</summary>
    public async Task<bool> TryConsumeAsync(PendingAuthorization pending, CancellationToken ct)
    {
        var (id, now) = (pending.Id, clock.GetUtcNow());
        return await db.Database.ExecuteSqlAsync(
            $"update pending_authorizations set consumed_at = {now} where id = {id} and consumed_at is null", ct) == 1;
    }

    /// <summary>Whether a code was issued for the request of that id.</summary>
    public Task<bool> WasUsedAsync(Guid id, CancellationToken ct) => db.PendingAuthorizations.AnyAsync(pending => pending.Id == id && pending.ConsumedAt != null, ct);

    public bool IsKept(PendingAuthorization pending) => db.Entry(pending).State != EntityState.Detached;

    /// <summary>Keeps a request that is not kept yet. The caller saves.</summary>
    public void Keep(PendingAuthorization pending)
    {
        if (!IsKept(pending))
        {
            db.PendingAuthorizations.Add(pending);
        }
    }

    private string Seal(RequestParameters parameters) =>
        Sealed + Convert.ToBase64String(cipher.Encrypt(Purpose, parameters.ToFormText(AuthorizeRequest.ParameterNames)));
}
