namespace IdentityProvider.Protocol;

/// <summary>Which key a token request must show (RFC 9449 §5, §10). Without these rules a bound token could be turned into one that is not.</summary>
public static class DpopBinding
{
    /// <summary>Every token request.</summary>
    /// <param name="proof">The request's; null when it has none.</param>
    public static ProtocolError? OfClient(Client client, DpopProof? proof) => (client.Profile, proof) switch
    {
        (SecurityProfile.Baseline, null) when !client.IsDpopBound => null,
        (_, null) => ProtocolError.InvalidDpopProof("this client is registered to send a DPoP proof"),

        // FAPI 2.0 Security Profile §5.4.1 speaks of every JWT.
        (SecurityProfile.Fapi2, { Algorithm.IsFapi: false }) => ProtocolError.InvalidDpopProof("the proof must be signed with PS256 or ES256"),
        _ => null,
    };

    /// <summary>Redeeming a code: the key that the authorization request announced (§10), if it announced one.</summary>
    /// <param name="announced">From dpop_jkt, or from the proof at the pushed request.</param>
    public static ProtocolError? OfCode(string? announced, string? shown) =>
        announced is null || announced == shown ? null : ProtocolError.InvalidGrant("the code is bound to another DPoP key");

    /// <summary>Pushing a request: whoever announces one key and proves another is mistaken (§10.1).</summary>
    public static ProtocolError? OfPush(string? announced, string shown) =>
        announced is null || announced == shown ? null : ProtocolError.InvalidDpopProof("dpop_jkt is not the key of the proof");

    /// <summary>
    /// Refreshing. A public client's refresh token is worth something with its key only (§5). A confidential client proves who it is and
    /// may change its key, and may not stop using one.
    /// </summary>
    /// <param name="bound">The key that the grant's first token was bound to; null when it was not.</param>
    public static ProtocolError? OfRefresh(Client client, string? bound, string? shown) => (bound, shown) switch
    {
        (null, _) => null,
        (not null, null) => ProtocolError.InvalidDpopProof("the tokens of this grant are bound to a key, so a DPoP proof is needed"),
        (not null, not null) => client.IsPublic && bound != shown ? ProtocolError.InvalidGrant("the refresh token is bound to another DPoP key") : null,
    };
}
