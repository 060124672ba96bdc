namespace IdentityProvider.Protocol;

/// <summary>How an authorization request came to us.</summary>
/// <param name="IsSigned">As a request object (RFC 9101).</param>
/// <param name="IsPushed">From the client itself, before the browser (RFC 9126).</param>
public sealed record RequestWay(bool IsSigned, bool IsPushed)
{
    public static readonly RequestWay Plain = new(IsSigned: false, IsPushed: false);

    /// <summary>Whether the client is held to another way, and nobody shall lead its users past it.</summary>
    public ProtocolError? FirstBroken(Client client) =>
        !IsPushed && client.MustPush ? ProtocolError.InvalidRequest("the client is registered to push its authorization requests (RFC 9126)")
        : !IsSigned && client.RequiresRequestObject ? ProtocolError.InvalidRequest("the client is registered to sign its authorization requests (RFC 9101)")
        : null;
}

/// <summary>
/// A pushed authorization request (RFC 9126): the client sends its request over its own connection, authenticated, and the browser
/// brings only a reference to it. No other request_uri is taken: we fetch nothing that a browser names.
/// </summary>
public static class PushedRequest
{
    /// <summary>How long the browser may take to come with the reference. Once opened, it lives as long as a sign-in takes.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    // RFC 9126 §2.2
    private const string Prefix = "urn:ietf:params:oauth:request_uri:";

    /// <summary>The answer to a good push (§2.2): 201 with this.</summary>
    /// <param name="reference">Random, and all there is to the URI (§7.1).</param>
    public static IReadOnlyDictionary<string, object> Response(string reference) => new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["request_uri"] = Prefix + reference,
        ["expires_in"] = (int)Lifetime.TotalSeconds,
    };

    /// <summary>The reference in a request_uri; null for any other URI.</summary>
    public static string? ReferenceIn(string requestUri) => requestUri.StartsWith(Prefix, StringComparison.Ordinal) ? requestUri[Prefix.Length..] : null;

    /// <summary>§2.1: a request that was pushed cannot itself point to another.</summary>
    public static ProtocolError? FirstBroken(RequestParameters form) =>
        form.FirstBroken("request", "request_uri")
        ?? (form["request_uri"] is null ? null : ProtocolError.InvalidRequest("request_uri cannot be pushed"));
}
