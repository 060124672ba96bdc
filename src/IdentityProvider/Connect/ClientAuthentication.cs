using IdentityProvider.Clients;
using IdentityProvider.Protocol;

namespace IdentityProvider.Connect;

/// <summary>Why a client was not believed, where it was no assertion (<see cref="AssertionFault"/>). For our audit log.</summary>
internal enum ClientFault { Method, Secret }

/// <summary>Which client is calling (RFC 6749 §2.3). Every failure gives the same answer, so nobody learns which clients exist.</summary>
internal sealed class ClientAuthentication(RegisteredClients clients, ClientAssertions assertions, ClientRefusals refusals, TimeProvider clock)
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
        var fault = await FaultAsync(credentials, client, ct);
        if (client is not null && fault is ClientFault.Secret)
        {
            // It may have got a new one a moment ago, and this node not have heard of it.
            client = await clients.ReadAsync(client.Id, ct);
            fault = await FaultAsync(credentials, client, ct);
        }

        if (client is not null && fault is null)
        {
            Cors.Allow(request.HttpContext, client);
            return Fapi2.FirstBroken(client) is { } unfit ? unfit : client;
        }

        await refusals.RecordAsync(client, fault ?? ClientFault.Method, request.HttpContext.Connection.RemoteIpAddress, ct);
        return ProtocolError.InvalidClient("client authentication failed");
    }

    // What is registered is what is accepted: a public client cannot come with a secret, a confidential one not without.
    private async Task<Enum?> FaultAsync(ClientCredentials credentials, Client? client, CancellationToken ct)
    {
        var matches = credentials.Secret is not { } secret || Matches(secret, client);
        return client is null || client.AuthMethod != credentials.Method ? ClientFault.Method
            : !matches ? ClientFault.Secret
            : credentials.Assertion is { } assertion ? await assertions.JudgeAsync(assertion, client, ct)
            : null;
    }

    private bool Matches(string secret, Client? client)
    {
        var now = clock.GetUtcNow();
        return (client?.Secrets ?? [OfNobody]).Aggregate(false, (found, known) => known.Matches(secret, now) | found);
    }

    // The Authorization header is not held to the limits of form parameters.
    internal static bool IsStorable(string clientId) => clientId.Length <= 100 && !clientId.Contains('\0', StringComparison.Ordinal);
}
