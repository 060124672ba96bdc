using System.Net;
using Microsoft.Extensions.Options;
using Forwarded = Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders;

namespace IdentityProvider.Web;

/// <summary>
/// Behind a load balancer the connection is the balancer's. The client's address and scheme are taken from what it forwards; the host
/// never is, because URLs of ours come from <see cref="ServerOptions.Issuer"/> alone.
/// </summary>
public static class ForwardedHeaders
{
    /// <summary>Goes before everything that asks where a request comes from.</summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        var networks = app.Services.GetRequiredService<IOptions<ServerOptions>>().Value.TrustedProxies;
        if (networks.Count == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = Forwarded.XForwardedFor | Forwarded.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
        {
            options.KnownIPNetworks.Add(IPNetwork.Parse(network));
        }

        app.UseForwardedHeaders(options);
    }
}
