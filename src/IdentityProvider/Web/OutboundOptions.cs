using System.ComponentModel.DataAnnotations;

namespace IdentityProvider.Web;

/// <summary>Section "Outbound": requests to addresses that clients register, such as those of their keys.</summary>
public sealed class OutboundOptions
{
    public const string Section = "Outbound";

    /// <summary>
    /// Whether such an address may be http, and lead to loopback and private networks. For development and tests. In production it would
    /// let whoever registers a client reach what only this server can reach.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>How long the other side may take for the whole answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);
}
