namespace IdentityProvider.Protocol;

/// <summary>
/// An OAuth error. The constructor is private so that only registered error codes exist; search for a factory
/// to find everyone who raises it. Registry: IANA "OAuth Extensions Error".
/// </summary>
public sealed record ProtocolError
{
    private ProtocolError(string code, string description) => (Code, Description) = (code, description);

    /// <summary>The value of <c>error</c> in the response.</summary>
    public string Code { get; }

    /// <summary>
    /// For the developer of the client: one English sentence, no personal data, no secret, no part of the request.
    /// Only the characters RFC 6749 §5.2 lets stand in <c>error_description</c>.
    /// </summary>
    public string Description { get; }

    /// <summary>For our log only: what the sentence above leaves out. Never a token, code or secret.</summary>
    public string? Detail { get; init; }

    /// <summary>
    /// RFC 6749 §5.2: 401 says that the client did not authenticate, 400 says everything else. RFC 6750 §3.1: 401 for a
    /// bad access token, 403 for a good one that does not reach far enough.
    /// </summary>
    public int HttpStatus => Code switch
    {
        "invalid_client" or "invalid_token" => 401,
        "insufficient_scope" => 403,
        _ => 400,
    };

    /// <summary>A parameter is missing, repeated, too long or malformed (RFC 6749 §4.1.2.1, §5.2).</summary>
    public static ProtocolError InvalidRequest(string description) => new("invalid_request", description);

    public static ProtocolError InvalidClient(string description) => new("invalid_client", description);

    /// <summary>The code or token is unknown, expired, used, revoked, or someone else's.</summary>
    public static ProtocolError InvalidGrant(string description) => new("invalid_grant", description);

    public static ProtocolError InvalidScope(string description) => new("invalid_scope", description);

    /// <summary>The client is known, and not registered for what it tries.</summary>
    public static ProtocolError UnauthorizedClient(string description) => new("unauthorized_client", description);

    public static ProtocolError UnsupportedGrantType(string description) => new("unsupported_grant_type", description);

    public static ProtocolError UnsupportedResponseType(string description) => new("unsupported_response_type", description);

    /// <summary>The user, or this server on a clinic's behalf, said no.</summary>
    public static ProtocolError AccessDenied(string description) => new("access_denied", description);

    /// <summary><c>prompt=none</c>, and nobody is signed in well enough (OpenID Connect Core §3.1.2.6).</summary>
    public static ProtocolError LoginRequired(string description) => new("login_required", description);

    /// <summary><c>prompt=none</c>, and a page would have to be shown that is not the sign-in (OpenID Connect Core §3.1.2.6).</summary>
    public static ProtocolError InteractionRequired(string description) => new("interaction_required", description);

    /// <summary><c>prompt=none</c>, and the user would have to be asked what the client may have (OpenID Connect Core §3.1.2.6).</summary>
    public static ProtocolError ConsentRequired(string description) => new("consent_required", description);

    /// <summary>The user of a device has not decided yet (RFC 8628 §3.5).</summary>
    public static ProtocolError AuthorizationPending(string description) => new("authorization_pending", description);

    /// <summary>As pending, and the device asks too often (RFC 8628 §3.5).</summary>
    public static ProtocolError SlowDown(string description) => new("slow_down", description);

    /// <summary>The device code is too old (RFC 8628 §3.5).</summary>
    public static ProtocolError ExpiredToken(string description) => new("expired_token", description);

    public static ProtocolError RequestUriNotSupported(string description) => new("request_uri_not_supported", description);

    public static ProtocolError RegistrationNotSupported(string description) => new("registration_not_supported", description);

    /// <summary>The request_uri means nothing here, or nothing any more (RFC 9101 §7).</summary>
    public static ProtocolError InvalidRequestUri(string description) => new("invalid_request_uri", description);

    /// <summary>The request object is not signed as it must be, or not for us, or past its time (RFC 9101 §7).</summary>
    public static ProtocolError InvalidRequestObject(string description) => new("invalid_request_object", description);

    /// <summary>The demanded <c>acr_values</c> cannot be reached (RFC 9470 §4, OpenID Connect Unmet Authentication Requirements 1.0).</summary>
    public static ProtocolError UnmetAuthenticationRequirements(string description) =>
        new("unmet_authentication_requirements", description);

    /// <summary>The access token is malformed, expired or revoked (RFC 6750 §3.1).</summary>
    public static ProtocolError InvalidToken(string description) => new("invalid_token", description);

    /// <summary>The access token is good, and not meant for this (RFC 6750 §3.1).</summary>
    public static ProtocolError InsufficientScope(string description) => new("insufficient_scope", description);

    /// <summary>A redirection URI that cannot be registered (RFC 7591 §3.2.2).</summary>
    public static ProtocolError InvalidRedirectUri(string description) => new("invalid_redirect_uri", description);

    /// <summary>Something else a client says about itself that cannot be registered (RFC 7591 §3.2.2).</summary>
    public static ProtocolError InvalidClientMetadata(string description) => new("invalid_client_metadata", description);

    /// <summary>A resource is unknown, malformed, or not one that the client may have tokens for (RFC 8707 §2).</summary>
    public static ProtocolError InvalidTarget(string description) => new("invalid_target", description);

    /// <summary>A DPoP proof is missing where one is due, or wrong (RFC 9449 §5, §7.1).</summary>
    public static ProtocolError InvalidDpopProof(string description) => new("invalid_dpop_proof", description);

    /// <summary>The proof shall be sent again with the nonce of this answer (RFC 9449 §8).</summary>
    public static ProtocolError UseDpopNonce() => new("use_dpop_nonce", "send the proof again with the nonce in the DPoP-Nonce header");

    /// <summary>For clients whose answer is lost when we are: the request may be repeated (RFC 6749 §4.1.2.1).</summary>
    public static ProtocolError TemporarilyUnavailable(string description) => new("temporarily_unavailable", description);
}
