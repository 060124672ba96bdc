using System.ComponentModel.DataAnnotations;

namespace IdentityProvider.Users;

/// <summary>Section "Passwords".</summary>
public sealed class PasswordOptions
{
    public const string Section = "Passwords";

    /// <summary>The longest password that is accepted, in characters (NIST SP 800-63B-4 §3.1.1.2 asks for at least 64).</summary>
    public const int LongestLength = 128;

    /// <summary>PBKDF2-HMAC-SHA512 iterations of a new hash. OWASP's figure of 2023 is 210,000.</summary>
    [Range(100_000, 10_000_000)]
    public int Iterations { get; set; } = 210_000;

    /// <summary>Hashes of passwords and recovery codes computed at once. 0 means one less than the machine's cores, so that tokens still flow in a password storm.</summary>
    [Range(0, 256)]
    public int HashesAtOnce { get; set; }

    /// <summary>Sign-ins that may wait for a hash. One more is told to try again.</summary>
    [Range(0, 10_000)]
    public int HashesWaiting { get; set; } = 50;
}
