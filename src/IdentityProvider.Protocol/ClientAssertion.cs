using IdentityProvider.Protocol.Jose;

namespace IdentityProvider.Protocol;

/// <summary>Where an assertion may be aimed at: this server by its name, or by one of the endpoints that take assertions.</summary>
public sealed record AssertionAudience(string Issuer, IReadOnlyList<string> Endpoints);

/// <summary>Why an assertion was not believed. For our audit log: the caller hears the same whatever it was.</summary>
public enum AssertionFault { Algorithm, Type, Issuer, Audience, Expiry, NotYet, Id, Key, Signature, Reused }

/// <summary>
/// How a client with a key says who it is: a short-lived JWT about itself (<c>private_key_jwt</c>: RFC 7523 §2.2 and §3, OpenID Connect
/// Core §9, SMART App Launch 2.2 §asymmetric).
/// </summary>
public sealed class ClientAssertion
{
    /// <summary>The one <c>client_assertion_type</c> there is.</summary>
    public const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>How far ahead an assertion may expire (SMART App Launch 2.2 §asymmetric). What lives longer is a password.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);

    /// <summary>How far a client's clock may be ahead of ours. FAPI 2.0 §5.3.2.1 wants at least 10 seconds and at most 60.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private const int LongestId = 255;

    private delegate AssertionFault? Rule(ClientAssertion assertion, Client client, AssertionAudience audience, DateTimeOffset now);

    private static readonly Rule[] InOrder =
    [
        AlgorithmIsAccepted,
        TypeIsAnAssertions,
        IssuerIsTheClient,
        AudienceIsThisServer,
        ExpiresSoon,
        IsValidAlready,
        HasAnId,
    ];

    private ClientAssertion(SignedJwt jwt, string clientId) => (Jwt, ClientId) = (jwt, clientId);

    public SignedJwt Jwt { get; }

    /// <summary>Whom it says to be about (<c>sub</c>).</summary>
    public string ClientId { get; }

    /// <summary><c>jti</c>, and until when it must be remembered. Only of an assertion that broke no rule.</summary>
    public (string Id, DateTimeOffset Until) Use => (Jwt.Claims.FindText("jti")!, Jwt.Claims.FindTime("exp")!.Value);

    public override string ToString() => $"{ClientId} by assertion";

    /// <summary>Takes it apart far enough to know whose it would be; null when it says nothing of the kind.</summary>
    public static ClientAssertion? Parse(string text) =>
        SignedJwt.Parse(text) is { } jwt && jwt.Claims.FindText("sub") is { } subject ? new ClientAssertion(jwt, subject) : null;

    /// <summary>The first rule it breaks, or null when only the signature and the single use are left to be checked.</summary>
    public AssertionFault? FirstBroken(Client client, AssertionAudience audience, DateTimeOffset now) =>
        InOrder.Select(rule => rule(this, client, audience, now)).FirstOrDefault(fault => fault is not null);

    // RFC 8725 §3.1. A client registered for one algorithm is held to it (OpenID Connect Registration §2).
    private static AssertionFault? AlgorithmIsAccepted(ClientAssertion assertion, Client client, AssertionAudience audience, DateTimeOffset now) =>
        assertion.Jwt.Algorithm is { } algorithm
        && (client.AssertionAlgorithm is null || client.AssertionAlgorithm == algorithm.Name)
        && (client.Profile != SecurityProfile.Fapi2 || algorithm.IsFapi)
            ? null
            : AssertionFault.Algorithm;

    // RFC 8725 §3.11: a JWT made for something else, such as a request object, is no assertion. Most clients name no type.
    private static AssertionFault? TypeIsAnAssertions(ClientAssertion assertion, Client client, AssertionAudience audience, DateTimeOffset now) =>
        assertion.Jwt.Type is null or "jwt" or "client-authentication+jwt" ? null : AssertionFault.Type;

    // RFC 7523 §3, items 1 and 2
    private static AssertionFault? IssuerIsTheClient(ClientAssertion assertion, Client client, AssertionAudience audience, DateTimeOffset now) =>
        assertion.ClientId == client.Id && assertion.Jwt.Claims.FindText("iss") == client.Id ? null : AssertionFault.Issuer;

    // RFC 7523 §3, item 3, and RFC 7523bis after the audience injection of 2025: an assertion that is for anybody else too could be passed on
    // to us by that server, so a list holds names of this server alone, all of them text. FAPI 2.0 §5.3.2.1: the issuer, as one string.
    private static AssertionFault? AudienceIsThisServer(ClientAssertion assertion, Client client, AssertionAudience audience, DateTimeOffset now)
    {
        var sent = assertion.Jwt.Claims.FindTexts("aud");
        var isMeant = client.Profile == SecurityProfile.Fapi2
            ? assertion.Jwt.Claims.FindText("aud") == audience.Issuer
            : sent.Count > 0 && sent.All(name => name == audience.Issuer || audience.Endpoints.Contains(name, StringComparer.Ordinal));
        return isMeant ? null : AssertionFault.Audience;
    }

    // RFC 7523 §3, item 4
    private static AssertionFault? ExpiresSoon(ClientAssertion assertion, Client client, AssertionAudience audience, DateTimeOffset now) =>
        assertion.Jwt.Claims.FindTime("exp") is { } end && now < end && end <= now + LongestLife + Skew ? null : AssertionFault.Expiry;

    // RFC 7523 §3, items 5 and 6: optional, and believed when they are there.
    private static AssertionFault? IsValidAlready(ClientAssertion assertion, Client client, AssertionAudience audience, DateTimeOffset now) =>
        assertion.Jwt.Claims.HasCome("nbf", now + Skew) && assertion.Jwt.Claims.HasCome("iat", now + Skew) ? null : AssertionFault.NotYet;

    // OpenID Connect Core §9 demands it: without an id there is nothing to use once.
    private static AssertionFault? HasAnId(ClientAssertion assertion, Client client, AssertionAudience audience, DateTimeOffset now) =>
        assertion.Jwt.Claims.FindText("jti") is { Length: <= LongestId } ? null : AssertionFault.Id;
}
