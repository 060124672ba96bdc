using IdentityProvider.Audit;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;

namespace IdentityProvider.Connect;

/// <summary>Which client is calling (RFC 6749 §2.3). Every failure gives the same answer, so nobody learns which clients exist.</summary>
public sealed class ClientAuthentication(RegisteredClients clients, AuditLog audit, IdpDbContext db, TimeProvider clock)
{
    // Compared with when there is no client, so that the answer takes as long as for a wrong secret.
    private static readonly ClientSecret OfNobody = new(new byte[32], ExpiresAt: null);

    /// <param name="form">The parsed body: Authorization header and form together say who calls.</param>
    public async Task<Parsed<Client>> AuthenticateAsync(HttpRequest request, RequestParameters form, CancellationToken ct)
    {
        string? authorization = request.Headers.Authorization;
        if (ClientCredentials.Read(authorization, form).IsBroken(out var error, out var credentials))
        {
            return error;
        }

        var client = IsStorable(credentials.ClientId) ? await clients.FindAsync(credentials.ClientId, ct) : null;
        if (Proves(credentials, client) && client is not null)
        {
            Cors.Allow(request.HttpContext, client);
            return client;
        }

        if (client is not null)
        {
            audit.Record(new ClientRefused(), clientId: client.Id);
            await db.SaveChangesAsync(ct);
        }

        return ProtocolError.InvalidClient("client authentication failed");
    }

    private bool Proves(ClientCredentials credentials, Client? client)
    {
        // What is registered is what is accepted: a public client cannot come with a secret, a confidential one not without.
        if (credentials.Secret is not { } secret)
        {
            return client is { AuthMethod: ClientAuthMethod.None };
        }

        var now = clock.GetUtcNow();
        var matches = (client?.Secrets ?? [OfNobody]).Aggregate(false, (found, known) => known.Matches(secret, now) | found);
        return matches && client?.AuthMethod == credentials.Method;
    }

    // The Authorization header is not held to the limits of form parameters.
    private static bool IsStorable(string clientId) => clientId.Length <= 100 && !clientId.Contains('\0', StringComparison.Ordinal);
}
