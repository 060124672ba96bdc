using IdentityProvider.Clients;
using IdentityProvider.Keys;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Smart;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>Who is calling: the client, or the error to answer with, or neither for a call without a token (RFC 6750 §3.1).</summary>
internal sealed record EhrCaller(string? ClientId, ProtocolError? Error);

/// <summary>Which EHR is calling us with an access token of its own.</summary>
internal sealed class EhrCalls(TokenSigner signer, RegisteredClients clients, IOptions<ServerOptions> server)
{
    private const string Bearer = "Bearer ";

    private static readonly EhrCaller Bad = new(null, ProtocolError.InvalidToken("the access token is malformed, expired, or not for this server"));

    public async Task<EhrCaller> AuthenticateAsync(HttpContext http, CancellationToken ct)
    {
        string? header = http.Request.Headers.Authorization;
        if (header?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) != true)
        {
            return new EhrCaller(null, Error: null);
        }

        var issuer = server.Value.Issuer;
        var token = await signer.ReadAsync(header[Bearer.Length..].Trim(), issuer, AccessToken.Type, evenExpired: false, ct);

        // A token that a key is bound to is worth nothing without the proof, and a user's token does not speak for the EHR.
        if (token is null || !token.Audiences.Contains(issuer) || token.TryGetPayloadValue<object>("cnf", out _)
            || !token.TryGetPayloadValue<string>("client_id", out var clientId) || token.Subject != clientId
            || await clients.FindAsync(clientId, ct) is null)
        {
            return Bad;
        }

        return token.TryGetPayloadValue<string>("scope", out var text) && Scope.Parse(text)?.Contains(SmartScopes.PrepareLaunch) == true
            ? new EhrCaller(clientId, Error: null)
            : new EhrCaller(null, ProtocolError.InsufficientScope($"the access token lacks the scope {SmartScopes.PrepareLaunch}"));
    }
}
