namespace IdentityProvider.Factors;

/// <summary>
/// What a clinic's policy may allow as the second step. Passkeys and recovery codes are not in the list: they are always
/// allowed (NIST SP 800-63B-4 §2.2.2, §3.2.9).
/// </summary>
public enum Method
{
    /// <summary>A code by text message. The default where several are allowed, so it stands first.</summary>
    Text,

    /// <summary>A code read out by an automated call; works with a landline.</summary>
    Voice,

    /// <summary>A code by e-mail. Not an out-of-band factor for NIST (§3.1.3.1), so it reaches a lower acr.</summary>
    Email,

    /// <summary>A code from an authenticator app (RFC 6238).</summary>
    AuthenticatorApp,
}
