using System.Net;
using IdentityProvider.Limits;

namespace IdentityProvider.Tests.Limits;

public class NetworkAddressTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:3::1", "2001:db8:1:3::/64")]
    public void A_household_is_one_network_and_its_neighbour_another(string address, string network) =>
        Assert.Equal(network, NetworkAddress.Of(IPAddress.Parse(address)));

    [Fact]
    public void No_address_is_a_network_too() => Assert.Equal(NetworkAddress.Unknown, NetworkAddress.Of(null));
}
