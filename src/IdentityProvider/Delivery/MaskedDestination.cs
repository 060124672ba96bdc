namespace IdentityProvider.Delivery;

/// <summary>A number or an address as pages, logs of deliveries and admins may see it: enough to recognise one's own, too little to use.</summary>
public static class MaskedDestination
{
    /// <returns>(•••) •••-0123 for a number, m•••@lakesidefm.example for an address.</returns>
    public static string Of(Channel channel, string destination) =>
        channel is Channel.Email ? OfEmail(destination) : $"(•••) •••-{destination[^Math.Min(4, destination.Length)..]}";

    // Always three dots: their count would tell the length.
    private static string OfEmail(string address)
    {
        var at = address.LastIndexOf('@');
        return at > 0 ? $"{address[0]}•••{address[at..]}" : "•••";
    }
}
