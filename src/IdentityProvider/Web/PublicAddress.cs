using System.Net;
using System.Net.Sockets;

namespace IdentityProvider.Web;

/// <summary>
/// Which addresses of the internet are anybody's. The others (RFC 6890: loopback, private, link-local with the clouds' metadata services,
/// multicast, reserved) are inside somebody's network, perhaps ours, and a URL that a client registers must not lead us there.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] NotAnybodys = [.. new[]
    {
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",

        // Within the one block of IPv6 that is routed at all: Teredo and other protocols' own, documentation, 6to4.
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    }.Select(IPNetwork.Parse)];

    private static readonly IPNetwork RoutedIPv6 = IPNetwork.Parse("2000::/3");

    // RFC 6052 §2.1: the last four octets are the IPv4 address that a translator sends it on to.
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    public static bool Is(IPAddress address)
    {
        var real = Unwrap(address);
        return (real.AddressFamily == AddressFamily.InterNetwork || RoutedIPv6.Contains(real)) && !NotAnybodys.Any(network => network.Contains(real));
    }

    // An IPv4 address in IPv6 clothing goes where the IPv4 address goes.
    private static IPAddress Unwrap(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : Translated.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12))
        : address;
}
