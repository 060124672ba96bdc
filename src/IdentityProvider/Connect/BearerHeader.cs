namespace IdentityProvider.Connect;

/// <summary>A token in the Authorization header (RFC 6750 §2.1).</summary>
internal static class BearerHeader
{
    private const string Scheme = "Bearer ";
    private const int Longest = 500;

    /// <summary>The token, or null when the header is of another scheme, empty, or longer than any opaque token of ours.</summary>
    public static string? Read(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && header[Scheme.Length..].Trim() is { Length: > 0 and <= Longest } token
            ? token
            : null;
}
