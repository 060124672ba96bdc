using IdentityProvider.Protocol.Jose;

namespace IdentityProvider.Protocol;

/// <summary>
/// An authorization request as a JWT that the client signed, passed by value in <c>request</c> (RFC 9101, OpenID Connect Core §6.1).
/// Only what is in it counts; of what stands beside it, the client_id must be the same and the rest is not looked at (RFC 9101 §6.3).
/// </summary>
public static class RequestObject
{
    /// <summary>RFC 9101 §10.8: the explicit type that keeps it from being taken for anything else.</summary>
    public const string Type = "oauth-authz-req+jwt";

    /// <summary>How far ahead one may expire. It can be sent again until then.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);

    private delegate ProtocolError? Rule(SignedJwt jwt, Client client, string issuer, DateTimeOffset now);

    private static readonly Rule[] InOrder =
    [
        AlgorithmIsAccepted,
        TypeIsARequests,
        IssuerIsTheClient,
        AudienceIsThisServer,
        ExpiresSoon,
        IsValidAlready,
        IsNoAssertion,
        HoldsNoOtherRequest,
        ClientIsTheSame,
    ];

    public static Parsed<SignedJwt> Parse(string text) =>
        SignedJwt.Parse(text) is { } jwt ? jwt : ProtocolError.InvalidRequestObject("request is not a signed JWT");

    /// <summary>The first rule it breaks, or null when only its signature is left to be checked.</summary>
    public static ProtocolError? FirstBroken(SignedJwt jwt, Client client, string issuer, DateTimeOffset now) =>
        InOrder.Select(rule => rule(jwt, client, issuer, now)).FirstOrDefault(error => error is not null);

    /// <summary>The answer to a signature that is not the client's.</summary>
    public static ProtocolError NotSigned { get; } = ProtocolError.InvalidRequestObject("the request object is not signed with a key of the client");

    /// <summary>What it asks for, as if it had been sent as parameters.</summary>
    /// <remarks>
    /// The <c>aud</c> of a JWT names this server; the parameter of that name (SMART App Launch 2.2 §2.0.4) names a FHIR server. A request
    /// object that means both has both in it.
    /// </remarks>
    public static RequestParameters ParametersOf(SignedJwt jwt, string issuer) => RequestParameters.From(
        jwt.Claims.EnumerateObject().SelectMany(claim => JsonMembers.ParameterValuesOf(claim.Value)
            .Where(value => claim.Name != "aud" || value != issuer)
            .Select(value => KeyValuePair.Create(claim.Name, value))));

    // RFC 9101 §10.2: "none" would let anybody write it. §10.5: a client registered for one algorithm is held to it.
    private static ProtocolError? AlgorithmIsAccepted(SignedJwt jwt, Client client, string issuer, DateTimeOffset now) =>
        jwt.Algorithm is { } algorithm
        && (client.RequestObjectAlgorithm is null || client.RequestObjectAlgorithm == algorithm.Name)
        && (client.Profile != SecurityProfile.Fapi2 || algorithm.IsFapi)
            ? null
            : ProtocolError.InvalidRequestObject("the request object must be signed with an algorithm the client is registered for");

    // RFC 9101 §10.8.1. "JWT" and nothing at all are what clients of OpenID Connect Core §6.1 send.
    private static ProtocolError? TypeIsARequests(SignedJwt jwt, Client client, string issuer, DateTimeOffset now) =>
        jwt.Type is null or "jwt" or Type ? null : ProtocolError.InvalidRequestObject("the typ of the request object must be oauth-authz-req+jwt");

    // RFC 9101 §4, §10.8.1
    private static ProtocolError? IssuerIsTheClient(SignedJwt jwt, Client client, string issuer, DateTimeOffset now) =>
        jwt.Claims.FindText("iss") == client.Id ? null : ProtocolError.InvalidRequestObject("the iss of the request object must be the client_id");

    // RFC 9101 §4: without it a request made for another server would do here.
    private static ProtocolError? AudienceIsThisServer(SignedJwt jwt, Client client, string issuer, DateTimeOffset now) =>
        jwt.Claims.FindTexts("aud").Contains(issuer, StringComparer.Ordinal)
            ? null
            : ProtocolError.InvalidRequestObject("the aud of the request object must be the issuer");

    private static ProtocolError? ExpiresSoon(SignedJwt jwt, Client client, string issuer, DateTimeOffset now) =>
        jwt.Claims.FindTime("exp") is { } end && now < end && end <= now + LongestLife + ClientAssertion.Skew
            ? null
            : ProtocolError.InvalidRequestObject("the exp of the request object must lie ahead, by an hour at most");

    private static ProtocolError? IsValidAlready(SignedJwt jwt, Client client, string issuer, DateTimeOffset now) =>
        jwt.Claims.HasCome("nbf", now + ClientAssertion.Skew) && jwt.Claims.HasCome("iat", now + ClientAssertion.Skew)
            ? null
            : ProtocolError.InvalidRequestObject("the request object is not valid yet");

    // RFC 9101 §10.8: whoever sees an address bar must not find a client assertion in it.
    private static ProtocolError? IsNoAssertion(SignedJwt jwt, Client client, string issuer, DateTimeOffset now) =>
        jwt.Claims.FindText("sub") == client.Id ? ProtocolError.InvalidRequestObject("the request object must not have the client as its sub") : null;

    // RFC 9101 §4
    private static ProtocolError? HoldsNoOtherRequest(SignedJwt jwt, Client client, string issuer, DateTimeOffset now) =>
        jwt.Claims.Has("request") || jwt.Claims.Has("request_uri")
            ? ProtocolError.InvalidRequestObject("the request object must not hold request or request_uri")
            : null;

    // RFC 9101 §5, §6.3
    private static ProtocolError? ClientIsTheSame(SignedJwt jwt, Client client, string issuer, DateTimeOffset now) =>
        jwt.Claims.FindText("client_id") == client.Id ? null : ProtocolError.InvalidRequestObject("the request object must hold the same client_id");
}
