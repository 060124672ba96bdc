using System.Net;
using System.Net.Sockets;

namespace IdentityProvider.Limits;

/// <summary>
/// What counts as one network: an IPv4 address, or the first 64 bits of an IPv6 address. A household or a clinic has one of
/// either; whoever counted whole IPv6 addresses would give each visitor 2^64 fresh starts.
/// </summary>
public static class NetworkAddress
{
    public const string Unknown = "unknown";

    /// <returns>For example 203.0.113.7, or 2001:db8:1:2::/64.</returns>
    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return Unknown;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 ? First64BitsOf(address) : address.ToString();
    }

    private static string First64BitsOf(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes) + "/64";
    }
}
