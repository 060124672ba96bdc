using IdentityProvider.Audit;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Connect;

/// <summary>grant_type=client_credentials (RFC 6749 §4.4): a client speaks for itself. Nothing is read and, but for a reference, nothing stored.</summary>
internal sealed class ClientCredentialsExchange(TokenAudiences audiences, TokenIssuer issuer, AuditLog audit) : IGrantExchange
{
    public GrantType Grant => GrantType.ClientCredentials;

    public async Task<Parsed<IssuedTokens>> ExchangeAsync(TokenCall call, CancellationToken ct)
    {
        var client = call.Client;
        if (ClientCredentialsGrant.Parse(call.Form).IsBroken(out var error, out var request)
            || request.Grant(client).IsBroken(out error, out var scope))
        {
            return error;
        }

        if (await audiences.FirstBrokenAsync(request.Resources, client, ct) is { } unknown)
        {
            return unknown;
        }

        var audience = request.Resources.IsEmpty ? audiences.DefaultOf(client, scope) : request.Resources;
        var tokens = await issuer.IssueAsync(new TokenOrder(client, scope, audience) { Proof = call.Proof }, ct);
        await audit.RecordSoonAsync(new ClientTokenIssued(tokens.AccessTokenId), userId: null, clinicId: null, client.Id, sessionId: null, ct);
        return tokens;
    }
}
