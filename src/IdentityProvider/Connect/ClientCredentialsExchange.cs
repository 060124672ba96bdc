using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Limits;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Connect;

/// <summary>
/// grant_type=client_credentials (RFC 6749 §4.4): a client speaks for itself. Nothing is read; a reference is stored, and a proof used up in the same
/// round trip.
/// </summary>
internal sealed class ClientCredentialsExchange(TokenAudiences audiences, TokenIssuer issuer, AccessTokens stored, UsedOnce once) : IGrantExchange
{
    public GrantType Grant => GrantType.ClientCredentials;

    public bool UsesUpProof => true;

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

        if (audiences.ForOneToken(request.Resources.IsEmpty ? audiences.DefaultOf(client, scope) : request.Resources).IsBroken(out error, out var audience))
        {
            return error;
        }

        using var tools = await issuer.PrepareAsync(client, ofUser: false, ct);
        var order = new TokenOrder(client, scope, audience) { Proof = call.Proof };
        return await IsFirstAsync(order, tools, ct)
            ? issuer.Issue(order, tools, new ClientTokenIssued(tools.AccessTokenId), CancellationToken.None)
            : Token.RepeatedProof;
    }

    // Whether the proof, if there is one, comes for the first time.
    private async Task<bool> IsFirstAsync(TokenOrder order, TokenTools tools, CancellationToken ct) =>
        tools.Reference is { } draft ? await stored.StoreAsync(draft, issuer.AccessTokenOf(order, tools), order.Proof, ct)
        : order.Proof is not { } proof || await once.TryUseAsync(UsedOnce.DpopProofs, proof.UsedOnceAs, proof.ForgottenAt, ct);
}
