using System.ComponentModel.DataAnnotations;

namespace IdentityProvider.Connect;

/// <summary>Section "Dpop": what is asked of proofs of possession beyond RFC 9449's minimum.</summary>
public sealed class DpopOptions
{
    public const string Section = "Dpop";

    /// <summary>
    /// Whether every proof must carry a nonce of ours (RFC 9449 §8): then none can be made in advance, and the first request of a client
    /// is answered with a nonce instead of a token. Without it a proof counts for a minute around its own time.
    /// </summary>
    public bool RequireNonce { get; set; }

    /// <summary>How long a nonce is handed out. It is accepted for twice as long.</summary>
    [Range(typeof(TimeSpan), "00:00:30", "00:30:00")]
    public TimeSpan NonceLifetime { get; set; } = TimeSpan.FromMinutes(5);
}
