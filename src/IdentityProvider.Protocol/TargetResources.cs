using System.Collections.Immutable;

namespace IdentityProvider.Protocol;

/// <summary>The APIs that access tokens are aimed at, by their URIs (RFC 8707): <c>resource</c> in requests, <c>aud</c> in tokens.</summary>
public sealed record TargetResources(ImmutableArray<string> Uris)
{
    /// <summary>The parameter; the one that may be sent several times (§2).</summary>
    public const string Parameter = "resource";

    public static readonly TargetResources None = new([]);

    private const int Most = 8;
    private const int LongestUri = 400;

    public bool IsEmpty => Uris.IsEmpty;

    public static TargetResources Of(IEnumerable<string> uris) => new([.. uris]);

    /// <summary>Reads the parameter as often as it was sent. Whether there is such an API is asked of the register.</summary>
    public static Parsed<TargetResources> Read(RequestParameters parameters)
    {
        var uris = parameters.All(Parameter).Distinct(StringComparer.Ordinal).ToImmutableArray();
        if (uris.Length > Most)
        {
            return ProtocolError.InvalidTarget("too many resources are named");
        }

        return uris.All(IsTarget)
            ? new TargetResources(uris)
            : ProtocolError.InvalidTarget("resource must be an absolute URI without a fragment");
    }

    /// <summary>What one token is for: of what was granted, the part that this request names; without a name all of it (§2.2).</summary>
    /// <param name="granted">What the authorization request named, or, where it named none, what the client's tokens are for anyway.</param>
    public Parsed<TargetResources> Within(TargetResources granted) =>
        IsEmpty ? granted
        : Uris.All(granted.Uris.Contains) ? this
        : ProtocolError.InvalidTarget("resource is not one that was granted");

    /// <summary>
    /// One access token is for one API, and perhaps for this server beside it: with a token for two, either could go to the other in the
    /// client's name (RFC 9700 §2.3, §4.9). Several may be granted together, and each gets its own token (RFC 8707 §2.2).
    /// </summary>
    public Parsed<TargetResources> ForOneToken(string issuer) =>
        Uris.Count(uri => uri != issuer) <= 1 ? this : ProtocolError.InvalidTarget("an access token is for one API: name the one as resource");

    /// <summary>
    /// What a client's tokens are for when nobody says: its default API, else this server itself. With openid in the scope also this
    /// server, since the client will ask userinfo.
    /// </summary>
    public static TargetResources DefaultOf(Client client, Scope scope, string issuer) =>
        client.DefaultAudience is not { } audience ? new([issuer])
        : scope.Contains(Scope.OpenId) && audience != issuer ? new([audience, issuer])
        : new([audience]);

    // §2: absolute, as RFC 3986 §4.3 defines it, so without a fragment.
    private static bool IsTarget(string text) =>
        text.Length <= LongestUri && !text.Contains('#', StringComparison.Ordinal) && !text.Any(char.IsWhiteSpace)
        && Uri.TryCreate(text, UriKind.Absolute, out var uri) && text.StartsWith(uri.Scheme, StringComparison.OrdinalIgnoreCase);
}
