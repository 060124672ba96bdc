using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace IdentityProvider.Protocol.Registration;

/// <summary>Which of the URIs that a client registers may stand where. Judged as text first: what a parser makes of it may be something else.</summary>
public static partial class ClientUri
{
    private const int Longest = 2000;

    // Browsers run, read or open these instead of going somewhere. They would be refused below as well; this says why.
    private static readonly FrozenSet<string> Dangerous = FrozenSet.ToFrozenSet(
        ["javascript", "vbscript", "data", "blob", "file", "filesystem", "about", "view-source", "chrome", "ms-settings", "intent", "ftp", "ws", "wss", "mailto", "tel", "sms", "urn"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Where answers are sent (redirect_uris, post_logout_redirect_uris): https anywhere, http on the developer's own machine, and for
    /// native apps a scheme of their own (RFC 8252 §7, RFC 9700 §2.1, §4.1).
    /// </summary>
    public static MetadataFault? JudgeRedirect(string uri, bool isNative) =>
        JudgeText(uri) ?? (Scheme().Match(uri).Groups["scheme"].Value switch
        {
            var scheme when IsHttps(scheme) => JudgeWeb(uri),
            var scheme when IsHttp(scheme) => IsLoopback(uri) ? null : JudgeWeb(uri) ?? MetadataFault.UriNotHttps,
            var scheme when Dangerous.Contains(scheme) => MetadataFault.UriSchemeForbidden,
            _ when !isNative => MetadataFault.UriOnlyForNative,
            var scheme when !ReversedDomain().IsMatch(scheme) => MetadataFault.UriSchemeNotReversed,
            var scheme => uri.Length > scheme.Length + 1 ? null : MetadataFault.UriNotAbsolute,
        });

    /// <summary>What this server itself or another site calls: https only, on this machine http too where the terms allow it.</summary>
    public static MetadataFault? JudgeCallback(string uri, bool allowsLoopback) =>
        JudgeText(uri) ?? (IsHttps(Scheme().Match(uri).Groups["scheme"].Value) ? JudgeWeb(uri)
            : allowsLoopback && IsLoopback(uri) ? null
            : MetadataFault.UriNotHttps);

    /// <summary>What people are shown as a link: a web page.</summary>
    public static MetadataFault? JudgePage(string uri) =>
        JudgeText(uri) ?? (Scheme().Match(uri).Groups["scheme"].Value is var scheme && (IsHttps(scheme) || IsHttp(scheme))
            ? JudgeWeb(uri)
            : MetadataFault.UriSchemeForbidden);

    /// <summary>An origin as browsers send it (RFC 6454 §6.2): lower case, no path, no default port.</summary>
    public static MetadataFault? JudgeOrigin(string origin) =>
        JudgeText(origin) ?? (OriginOf(origin) != origin ? MetadataFault.NotAnOrigin
            : origin.StartsWith("https://", StringComparison.Ordinal) || IsLoopback(origin) ? null
            : MetadataFault.UriNotHttps);

    /// <summary>The origin of a web address, or null for any other.</summary>
    public static string? OriginOf(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttps || parsed.Scheme == Uri.UriSchemeHttp)
            ? parsed.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
            : null;

    /// <summary>The developer's own machine, by its literal names only: "127.0.0.1.example.com" is somebody's server, and "127.1" nobody's business.</summary>
    public static bool IsLoopback(string uri) => Loopback().IsMatch(uri);

    private static MetadataFault? JudgeText(string uri) =>
        uri.Length == 0 ? MetadataFault.UriNotAbsolute
        : uri.Length > Longest ? MetadataFault.TooLong

        // RFC 6749 §3.1.2: no fragment, not even an empty one: what we append would end up behind it.
        : uri.Contains('#', StringComparison.Ordinal) ? MetadataFault.UriHasFragment
        : !Characters().IsMatch(uri) ? MetadataFault.ForbiddenCharacter
        : !Scheme().IsMatch(uri) ? MetadataFault.UriNotAbsolute
        : Dangerous.Contains(Scheme().Match(uri).Groups["scheme"].Value) ? MetadataFault.UriSchemeForbidden
        : uri.Contains('*', StringComparison.Ordinal) ? MetadataFault.UriHasWildcard
        : null;

    private static MetadataFault? JudgeWeb(string uri) =>
        Authority().Match(uri) is not { Success: true } found ? MetadataFault.UriNotAbsolute

        // https://good.example@evil.example/ goes to evil.example and looks as if it did not.
        : found.Groups["authority"].Value.Contains('@', StringComparison.Ordinal) ? MetadataFault.UriHasUserInfo
        : Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.Host.Length > 0 ? null
        : MetadataFault.UriNotAbsolute;

    private static bool IsHttps(string scheme) => scheme.Equals("https", StringComparison.OrdinalIgnoreCase);

    private static bool IsHttp(string scheme) => scheme.Equals("http", StringComparison.OrdinalIgnoreCase);

    // RFC 3986 §2: nothing else may stand in a URI unencoded. Backslashes, blanks and what is not ASCII are read differently by
    // different parsers; an encoded NUL, CR or LF is meant for one of them.
    [GeneratedRegex(@"\A(?:[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=]|%(?!00|0[AaDd])[0-9A-Fa-f]{2})+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Characters();

    [GeneratedRegex(@"\A(?<scheme>[A-Za-z][A-Za-z0-9+.\-]*):", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\A[A-Za-z]+://(?<authority>[^/?]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Authority();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9\-]*(?:\.[A-Za-z0-9\-]+)+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ReversedDomain();

    [GeneratedRegex(@"\Ahttps?://(?:127\.0\.0\.1|\[::1\]|localhost)(?::[0-9]{1,5})?(?:[/?].*)?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Loopback();
}
