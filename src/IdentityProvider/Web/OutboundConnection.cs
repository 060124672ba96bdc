using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Web;

/// <summary>A name that leads into somebody's network.</summary>
internal sealed class PrivateAddressException() : IOException("The name resolves to an address that is not public.");

/// <summary>
/// Makes the connections of <see cref="OutboundHttp"/>. It resolves the name itself and connects to the very addresses that it has
/// looked at: a name server that answers differently the second time finds nobody asking.
/// </summary>
internal sealed class OutboundConnection(IOptions<OutboundOptions> options)
{
    public SocketsHttpHandler NewHandler() => new()
    {
        ConnectCallback = ConnectAsync,

        // Following one would mean to call what nobody has registered. Neither a proxy of the environment, nor cookies between clients.
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,

        // A small answer that unpacks to a large one is not asked for.
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = 16,
        MaxConnectionsPerServer = 4,

        // Addresses are looked at when a connection is made, so none may last.
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct);

        // All of them must be public: one that is not says whose name it is.
        if (!options.Value.AllowPrivateAddresses && !addresses.All(PublicAddress.Is))
        {
            throw new PrivateAddressException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
