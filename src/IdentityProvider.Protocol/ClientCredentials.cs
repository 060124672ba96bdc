using System.Buffers.Text;
using System.Net;
using System.Text;

namespace IdentityProvider.Protocol;

/// <summary>What a client presents to say who it is, before anybody believes it (RFC 6749 §2.3.1, RFC 7521 §4.2).</summary>
/// <param name="Secret">Null when it presents none, as public clients do.</param>
public sealed record ClientCredentials(string ClientId, ClientAuthMethod Method, string? Secret)
{
    /// <summary>With <see cref="ClientAuthMethod.PrivateKeyJwt"/>; null with every other method.</summary>
    public ClientAssertion? Assertion { get; init; }

    private const string Basic = "Basic ";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public override string ToString() => $"{ClientId} by {Method}";

    /// <summary>Finds the credentials in a request.</summary>
    /// <param name="authorization">The Authorization header as it came, or null.</param>
    /// <param name="form">The form parameters.</param>
    public static Parsed<ClientCredentials> Read(string? authorization, RequestParameters form)
    {
        if (form.FirstBroken("client_id", "client_secret", "client_assertion", "client_assertion_type") is { } broken)
        {
            return broken;
        }

        return (authorization, form["client_secret"], form["client_assertion"]) switch
        {
            (not null, null, null) => FromHeader(authorization, form["client_id"]),
            (null, { } secret, null) when form["client_id"] is { } id => new ClientCredentials(id, ClientAuthMethod.ClientSecretPost, secret),
            (null, null, null) when form["client_id"] is { } id => new ClientCredentials(id, ClientAuthMethod.None, Secret: null),
            (null, null, { } assertion) => FromAssertion(assertion, form["client_assertion_type"], form["client_id"]),
            (null, _, null) => ProtocolError.InvalidClient("the client did not say who it is"),

            // RFC 6749 §2.3: a client must not use more than one method per request.
            _ => ProtocolError.InvalidRequest("use one way of client authentication, not several"),
        };
    }

    private static Parsed<ClientCredentials> FromHeader(string authorization, string? bodyId)
    {
        // RFC 9110 §11.1: the scheme is case-insensitive.
        if (!authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) || Decode(authorization[Basic.Length..].Trim()) is not { } credentials)
        {
            return ProtocolError.InvalidClient("client authentication failed");
        }

        return bodyId is null || bodyId == credentials.ClientId
            ? credentials
            : ProtocolError.InvalidRequest("client_id differs from the one in the Authorization header");
    }

    // RFC 7521 §4.2: client_id may be left out, and must be the assertion's subject where it is not.
    private static Parsed<ClientCredentials> FromAssertion(string text, string? type, string? bodyId) =>
        type == ClientAssertion.AssertionType && ClientAssertion.Parse(text) is { } assertion && (bodyId is null || bodyId == assertion.ClientId)
            ? new ClientCredentials(assertion.ClientId, ClientAuthMethod.PrivateKeyJwt, Secret: null) { Assertion = assertion }
            : ProtocolError.InvalidClient("client authentication failed");

    // Id and secret are form-url-encoded before they are joined by a colon: a colon or a plus inside survives (RFC 6749 §2.3.1).
    private static ClientCredentials? Decode(string base64)
    {
        if (!Base64.IsValid(base64))
        {
            return null;
        }

        try
        {
            var parts = StrictUtf8.GetString(Convert.FromBase64String(base64)).Split(':', 2);
            return parts is [{ Length: > 0 } id, { Length: > 0 } secret]
                ? new ClientCredentials(WebUtility.UrlDecode(id), ClientAuthMethod.ClientSecretBasic, WebUtility.UrlDecode(secret))
                : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
