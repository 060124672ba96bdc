using IdentityProvider.Protocol;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>What a request shows of DPoP: a good proof, or none.</summary>
internal sealed record ShownProof(DpopProof? Proof);

/// <summary>
/// Reads the DPoP header of a request (RFC 9449 §4.3). That a proof comes only once is left to whoever uses it up
/// (<see cref="Limits.UsedOnce"/>).
/// </summary>
internal sealed class DpopProofs(DpopNonces nonces, IOptions<DpopOptions> options, IOptions<ServerOptions> server, TimeProvider clock)
{
    private const string Header = "DPoP";
    private const string NonceHeader = "DPoP-Nonce";

    /// <param name="accessToken">The token that the proof must name; null at the endpoints where none is sent.</param>
    public Parsed<ShownProof> Read(HttpContext http, string? accessToken)
    {
        var headers = http.Request.Headers[Header];
        if (headers.Count == 0)
        {
            return new ShownProof(Proof: null);
        }

        // RFC 9449 §4.3 no. 1
        if (headers is not [{ } header])
        {
            return ProtocolError.InvalidDpopProof("send the DPoP header once");
        }

        // The issuer and never the Host header, which anyone can write.
        var target = new DpopTarget(http.Request.Method, server.Value.Issuer + http.Request.Path) { AccessToken = accessToken };
        if (Dpop.Check(header, target, clock.GetUtcNow()).IsBroken(out var error, out var proof))
        {
            return error;
        }

        return HasNonce(http, proof) ? new ShownProof(proof) : ProtocolError.UseDpopNonce();
    }

    // A nonce that is not ours is refused also where none is required (§8): its sender believes to be protected by it.
    private bool HasNonce(HttpContext http, DpopProof proof)
    {
        var isGood = proof.Nonce is { } nonce ? nonces.IsCurrent(nonce) : !options.Value.RequireNonce;
        if (!isGood || (options.Value.RequireNonce && proof.Nonce != nonces.Current))
        {
            // §8.2: with a good answer it is the next one to use.
            http.Response.Headers[NonceHeader] = nonces.Current;
        }

        return isGood;
    }
}
