namespace IdentityProvider.Connect;

/// <summary>Links that an app's developer wrote and that our pages show.</summary>
internal static class ConnectLinks
{
    /// <summary>Whether a link is to the web: anything else could be a script.</summary>
    public static bool IsWeb(string? uri) => Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.Scheme == Uri.UriSchemeHttps;
}
