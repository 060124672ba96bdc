using IdentityProvider.Limits;
using IdentityProvider.Protocol;

namespace IdentityProvider.Connect;

/// <summary>The key that a client proves when it pushes its request: the code will be good with that one alone (RFC 9449 §10.1).</summary>
internal sealed class PushedKeys(DpopProofs proofs, UsedOnce once)
{
    /// <param name="parameters">What is pushed. A <c>dpop_jkt</c> among it must be the same key.</param>
    public async Task<Parsed<ShownProof>> ReadAsync(HttpContext http, Client client, RequestParameters parameters, CancellationToken ct)
    {
        if (proofs.Read(http, accessToken: null).IsBroken(out var error, out var shown))
        {
            return error;
        }

        if (shown.Proof is not { } proof)
        {
            return shown;
        }

        return (DpopBinding.OfClient(client, proof) ?? DpopBinding.OfPush(parameters["dpop_jkt"], proof.KeyThumbprint)) is { } broken ? broken
            : await once.TryUseAsync(UsedOnce.DpopProofs, proof.UsedOnceAs, proof.ForgottenAt, ct) ? shown
            : Token.RepeatedProof;
    }
}
