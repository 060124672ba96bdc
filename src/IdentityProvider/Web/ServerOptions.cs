using System.ComponentModel.DataAnnotations;
using System.Net;

namespace IdentityProvider.Web;

/// <summary>Section "Server".</summary>
public sealed class ServerOptions
{
    public const string Section = "Server";

    /// <summary>
    /// The issuer: the URL under which browsers and client apps reach this provider, without a trailing slash. It is taken from here and
    /// never from a request's Host header. https, or http on a loopback address for development.
    /// </summary>
    [Required]
    public string Issuer { get; set; } = "";

    /// <summary>
    /// Networks of the load balancers in front, as CIDR (10.0.0.0/8). Only from these are X-Forwarded-For and X-Forwarded-Proto taken;
    /// from anybody else they would let a stranger choose the network that limits and the audit log see. Empty: nobody is believed.
    /// </summary>
    public IList<string> TrustedProxies { get; } = [];

    internal bool ProxiesAreNetworks() => TrustedProxies.All(network => IPNetwork.TryParse(network, out _));

    internal bool IsUsable() =>
        Uri.TryCreate(Issuer, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && uri.AbsolutePath == "/" && uri.Query.Length == 0 && uri.Fragment.Length == 0 && !Issuer.EndsWith('/');
}
