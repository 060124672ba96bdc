using System.ComponentModel.DataAnnotations;

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

    internal bool IsUsable() =>
        Uri.TryCreate(Issuer, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && uri.AbsolutePath == "/" && uri.Query.Length == 0 && uri.Fragment.Length == 0 && !Issuer.EndsWith('/');
}
