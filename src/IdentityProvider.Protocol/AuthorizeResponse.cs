namespace IdentityProvider.Protocol;

/// <summary>The answer to an authorization request: a code or an error, for the redirect URI.</summary>
/// <remarks>
/// Every answer names its issuer (RFC 9207), so that a client of several servers cannot be made to bring our code to another.
/// </remarks>
public static class AuthorizeResponse
{
    /// <summary>RFC 6749 §4.1.2</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Success(string code, string? state, string issuer) =>
        Present(("code", code), ("state", state), ("iss", issuer));

    /// <summary>RFC 6749 §4.1.2.1. Only for a redirect URI that is registered.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Failure(ProtocolError error, string? state, string issuer) =>
        Present(("error", error.Code), ("error_description", error.Description), ("state", state), ("iss", issuer));

    private static List<KeyValuePair<string, string>> Present(params (string Name, string? Value)[] parameters) =>
        [.. parameters.Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Name, p.Value!))];
}
