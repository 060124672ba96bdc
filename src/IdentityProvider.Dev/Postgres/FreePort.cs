using System.Net;
using System.Net.Sockets;

namespace IdentityProvider.Dev.Postgres;

/// <summary>Ports of 127.0.0.1.</summary>
internal static class FreePort
{
    /// <summary>One that nobody listens on now. Somebody may take it the next moment: be ready to ask again.</summary>
    public static int Any()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
