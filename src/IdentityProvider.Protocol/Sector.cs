namespace IdentityProvider.Protocol;

/// <summary>Which clients may compare notes about a user: those of one sector get the same pairwise <c>sub</c> (OpenID Connect Core §8.1).</summary>
public static class Sector
{
    /// <summary>
    /// The sector of a client: the host of its sector_identifier_uri, else the one host of its redirect URIs. A client with several hosts and no
    /// such URI is refused at registration; a client without any redirect URI is a sector of its own.
    /// </summary>
    public static string Of(Client client)
    {
        if (client.SectorIdentifierUri is { } uri)
        {
            return HostOf(uri);
        }

        var hosts = HostsOf(client.RedirectUris);
        return hosts.Count == 1 ? hosts[0] : client.Id;
    }

    /// <summary>Whether a client with these redirect URIs must name a sector to get pairwise subjects.</summary>
    public static bool MustBeNamed(IEnumerable<string> redirectUris) => HostsOf(redirectUris).Count > 1;

    /// <summary>What the subject is computed from: the same user gives another one in every sector. The caller adds the secret (§8.1, method 1).</summary>
    public static string SubjectInput(string sector, Guid userId) => $"{sector}\n{userId:D}";

    private static List<string> HostsOf(IEnumerable<string> uris) => [.. uris.Select(HostOf).Distinct(StringComparer.Ordinal)];

    // Lower case already: System.Uri makes the host so. A custom scheme of a native app has no host, and stands for itself.
    private static string HostOf(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed) ? parsed.Host.Length > 0 ? parsed.Host : parsed.Scheme : uri;
}
