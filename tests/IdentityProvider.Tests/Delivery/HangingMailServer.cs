using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IdentityProvider.Tests.Delivery;

/// <summary>Says all that comes before TLS, and then nothing any more.</summary>
internal sealed class HangingMailServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public HangingMailServer()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        using var client = await _listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        using var lines = new StreamReader(stream, Encoding.ASCII);
        await SayAsync(stream, "220 here");
        while (await lines.ReadLineAsync() is { } line)
        {
            await SayAsync(stream, line.StartsWith("EHLO", StringComparison.OrdinalIgnoreCase) ? "250-here\r\n250 STARTTLS" : "220 go on");
            if (line.StartsWith("STARTTLS", StringComparison.OrdinalIgnoreCase))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan);
            }
        }
    }

    private static async Task SayAsync(NetworkStream stream, string words) => await stream.WriteAsync(Encoding.ASCII.GetBytes($"{words}\r\n"));
}
