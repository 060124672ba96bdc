using IdentityProvider.Access;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Connect;

/// <summary>A logout request that was read and found consistent.</summary>
/// <param name="Hint">The ID token that came with it; null without one of ours.</param>
/// <param name="ReturnTo">Where the browser may go afterwards; null for our own page.</param>
public sealed record CheckedLogout(IdTokenHint? Hint, string? ReturnTo);

/// <summary>Reads logout requests, from the query or from where a POST stored them.</summary>
public sealed class LogoutRequests(IdTokenHints hints, IdpDbContext db, ValueCipher cipher, TimeProvider clock)
{
    private const string PendingName = "r";
    private const string Purpose = "pending-logout";

    // What a node of an older release kept is read as it is; such rows live for five minutes.
    private const string Sealed = "s1.";

    /// <returns>The request, or null when it contradicts itself, is damaged or too old.</returns>
    public async Task<CheckedLogout?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var parameters = await ParametersAsync(request, ct);
        if (parameters is null || LogoutRequest.Parse(parameters).IsBroken(out _, out var logout))
        {
            return null;
        }

        var hint = logout.IdTokenHint is { } sent ? await hints.ReadAsync(sent, ct) : null;
        return logout.FirstBroken(hint?.Client) is null ? new CheckedLogout(hint, logout.ReturnTo(hint?.Client)) : null;
    }

    /// <summary>Whether the app has shown, by an ID token, that it speaks of this user.</summary>
    public bool Names(CheckedLogout logout, Guid userId) => logout.Hint is { } hint && hints.Names(hint, userId);

    /// <summary>Keeps a request that came as a POST for the GET that follows, sealed: id_token_hint names a person. The caller saves.</summary>
    /// <returns>The query of that GET.</returns>
    public string Keep(RequestParameters parameters)
    {
        var pending = new PendingLogout(Seal(parameters), clock.GetUtcNow());
        db.PendingLogouts.Add(pending);
        return $"?{PendingName}={pending.Id}";
    }

    private async Task<RequestParameters?> ParametersAsync(HttpRequest request, CancellationToken ct)
    {
        if (!request.Query.ContainsKey(PendingName))
        {
            return ProtocolForm.OfQuery(request);
        }

        return Guid.TryParse(request.Query[PendingName], out var id)
            && await db.PendingLogouts.SingleOrDefaultAsync(pending => pending.Id == id, ct) is { } pending && pending.IsLive(clock.GetUtcNow())
                ? RequestParameters.Parse(TextOf(pending))
                : null;
    }

    private string Seal(RequestParameters parameters) =>
        Sealed + Convert.ToBase64String(cipher.Encrypt(Purpose, parameters.ToFormText(LogoutRequest.ParameterNames)));

    private string TextOf(PendingLogout pending) => pending.Parameters.StartsWith(Sealed, StringComparison.Ordinal)
        ? cipher.DecryptText(Purpose, Convert.FromBase64String(pending.Parameters[Sealed.Length..]))
        : pending.Parameters;
}
