using System.Text.RegularExpressions;

namespace IdentityProvider.Protocol;

/// <summary>Where an answer may be sent. Exact string match and nothing cleverer (RFC 9700 §2.1, §4.1.3).</summary>
public static partial class RedirectUri
{
    public static bool IsRegistered(string requested, Client client) =>
        client.RedirectUris.Contains(requested, StringComparer.Ordinal)
        || (client.IsNative && client.RedirectUris.Any(registered => DifferOnlyInLoopbackPort(registered, requested)));

    /// <summary>The URI with parameters added to the query it may already have (RFC 6749 §4.1.2).</summary>
    public static string With(string redirectUri, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var query = string.Join('&', parameters.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
        return query.Length == 0 ? redirectUri : $"{redirectUri}{Separator(redirectUri)}{query}";
    }

    /// <summary>
    /// RFC 8252 §7.3: a native app takes whatever port the system gives it. Only for the IP literals: "localhost" may resolve to
    /// somewhere else (§8.3).
    /// </summary>
    private static bool DifferOnlyInLoopbackPort(string registered, string requested) =>
        Loopback().Match(registered) is { Success: true } one
        && Loopback().Match(requested) is { Success: true } other
        && one.Groups["host"].Value == other.Groups["host"].Value
        && one.Groups["rest"].Value == other.Groups["rest"].Value;

    private static string Separator(string uri) => !uri.Contains('?', StringComparison.Ordinal) ? "?" : uri[^1] is '?' or '&' ? "" : "&";

    [GeneratedRegex(@"\Ahttp://(?<host>127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?(?<rest>/[^#]*)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Loopback();
}
