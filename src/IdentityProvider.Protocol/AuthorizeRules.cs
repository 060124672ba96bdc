using IdentityProvider.Protocol.Grants;
using IdentityProvider.Protocol.Smart;

namespace IdentityProvider.Protocol;

/// <summary>
/// What an authorization request must satisfy once its client and redirect URI are known to be good,
/// so that every failure below may safely be sent back to the client (RFC 6749 §4.1.2.1).
/// </summary>
public static class AuthorizeRules
{
    private delegate ProtocolError? Rule(AuthorizeRequest request, Client client);

    // What we do not speak at all comes first. Then shape before permission: a developer fixes a malformed request first, then asks
    // for the scope.
    private static readonly Rule[] InOrder =
    [
        SelfIssuedRegistrationIsNotSupported,
        ResponseTypeIsCode,
        ResponseModeIsOffered,
        PromptIsUnderstood,
        ChallengeIsS256,
        ChallengeIsThere,
        NonceStandsInForPkce,
        DpopKeyIsAThumbprint,
        ScopeIsWellFormed,
        ClinicalScopesAreWellFormed,
        SystemScopesNeedNoUser,
        ClientMayAskForCodes,
        ScopesAreRegistered,
        EssentialAcrIsKnown,
        LaunchComesWithItsScope,
    ];

    /// <summary>The first rule the request breaks, or null when it may proceed.</summary>
    public static ProtocolError? FirstBroken(AuthorizeRequest request, Client client) =>
        InOrder.Select(rule => rule(request, client)).FirstOrDefault(error => error is not null);

    // OpenID Connect Core §7.2.1: ignoring it would mean to act for a client other than the one that was meant.
    private static ProtocolError? SelfIssuedRegistrationIsNotSupported(AuthorizeRequest request, Client client) =>
        request.UnsupportedParameter is null ? null : ProtocolError.RegistrationNotSupported("registration is not supported");

    // RFC 6749 §3.1.1. Implicit and hybrid put tokens into the address bar (RFC 9700 §2.1.2).
    private static ProtocolError? ResponseTypeIsCode(AuthorizeRequest request, Client client) => request.ResponseType switch
    {
        "code" => null,
        null => ProtocolError.InvalidRequest("response_type is missing"),
        _ => ProtocolError.UnsupportedResponseType("only response_type=code is supported"),
    };

    // OAuth 2.0 Multiple Response Type Encoding Practices §2.1
    private static ProtocolError? ResponseModeIsOffered(AuthorizeRequest request, Client client) =>
        ResponseModes.Find(request.ResponseMode) is null ? ProtocolError.InvalidRequest("response_mode must be query or form_post") : null;

    // OpenID Connect Core §3.1.2.1: "none" with any other value is an error, and so is what nobody registered.
    private static ProtocolError? PromptIsUnderstood(AuthorizeRequest request, Client client) =>
        request.Prompt is null ? ProtocolError.InvalidRequest("prompt has an unknown value, or none together with another") : null;

    // RFC 7636 §4.3: without a method "plain" is meant, and plain is refused (RFC 9700 §2.1.1).
    private static ProtocolError? ChallengeIsS256(AuthorizeRequest request, Client client) => request switch
    {
        { CodeChallenge: null, CodeChallengeMethod: null } => null,
        { CodeChallenge: { } challenge, CodeChallengeMethod: Pkce.Method } when Pkce.IsChallenge(challenge) => null,
        _ => ProtocolError.InvalidRequest("code_challenge must be a base64url SHA-256 with code_challenge_method=S256"),
    };

    private static ProtocolError? ChallengeIsThere(AuthorizeRequest request, Client client) =>
        client.MustUsePkce && request.CodeChallenge is null
            ? ProtocolError.InvalidRequest("code_challenge with code_challenge_method=S256 is required")
            : null;

    // RFC 9700 §2.1.1: a confidential client without PKCE must tell a stolen code from its own by the nonce.
    private static ProtocolError? NonceStandsInForPkce(AuthorizeRequest request, Client client) =>
        request is { CodeChallenge: null, Nonce: null } ? ProtocolError.InvalidRequest("nonce is required without code_challenge") : null;

    // RFC 9449 §10
    private static ProtocolError? DpopKeyIsAThumbprint(AuthorizeRequest request, Client client) =>
        request.DpopKey is { } key && !Dpop.IsThumbprint(key) ? ProtocolError.InvalidRequest("dpop_jkt must be the base64url SHA-256 thumbprint of a key") : null;

    // RFC 6749 §3.3
    private static ProtocolError? ScopeIsWellFormed(AuthorizeRequest request, Client client) => request.Scope switch
    {
        null => ProtocolError.InvalidScope("scope has a character that is not allowed"),
        { IsEmpty: true } => ProtocolError.InvalidScope("scope is required"),
        _ => null,
    };

    // RFC 6749 §4.1.2.1
    private static ProtocolError? ClientMayAskForCodes(AuthorizeRequest request, Client client) =>
        client.GrantTypes.Contains(GrantType.AuthorizationCode)
            ? null
            : ProtocolError.UnauthorizedClient("the client is not registered for authorization_code");

    private static ProtocolError? ScopesAreRegistered(AuthorizeRequest request, Client client) =>
        request.Scope!.IsCoveredBy(client.Scopes) ? null : ProtocolError.InvalidScope("the client is not registered for every scope it asks for");

    // SMART App Launch 2.2 §3.0.2.2. Said apart from "not registered": the cause is a letter, not the registration.
    private static ProtocolError? ClinicalScopesAreWellFormed(AuthorizeRequest request, Client client) =>
        request.Scope!.Values.Any(value => SmartScope.IsMeantAsOne(value) && SmartScope.Parse(value) is null && !client.Scopes.Contains(value))
            ? ProtocolError.InvalidScope("a clinical scope is patient, user or system, a slash, a resource type or *, a dot, and letters of cruds in this order")
            : null;

    // §4.0: backend services get them with their own credentials; nobody who signs in can give them away.
    private static ProtocolError? SystemScopesNeedNoUser(AuthorizeRequest request, Client client) =>
        request.Scope!.HasClinical(SmartLevel.System) ? ProtocolError.InvalidScope("system scopes are for grant_type=client_credentials") : null;

    // §2.0.3: the scope without the value is an app that was opened by nobody.
    private static ProtocolError? LaunchComesWithItsScope(AuthorizeRequest request, Client client) =>
        request.Launch is null && request.Scope!.Contains(SmartScopes.Launch)
            ? ProtocolError.InvalidRequest("the scope launch needs the launch parameter that the EHR sent")
            : null;

    // OpenID Connect Core §5.5.1.1: an essential acr that cannot be reached fails the request. Names known nowhere here cannot be.
    private static ProtocolError? EssentialAcrIsKnown(AuthorizeRequest request, Client client) =>
        request.Claims.DemandsUnknownAcr ? ProtocolError.UnmetAuthenticationRequirements("none of the essential acr values can be reached here") : null;
}
