using System.ComponentModel.DataAnnotations;

namespace IdentityProvider.Storage;

/// <summary>Section "MasterKeys": the keys everything encrypted at rest hangs on. They live outside the database.</summary>
public sealed class MasterKeyOptions
{
    public const string Section = "MasterKeys";

    /// <summary>Length of a master key in bytes.</summary>
    public const int KeyLength = 32;

    /// <summary>Id of the key that encrypts from now on. Older keys stay listed, to decrypt what they once encrypted.</summary>
    [Required]
    public string Current { get; set; } = "";

    /// <summary>
    /// Id of the key behind look-up hashes (whose phone is this, how often was that name tried). It stays when
    /// <see cref="Current"/> moves on: another key would make every stored hash unfindable. Empty means the current key.
    /// </summary>
    public string Lookup { get; set; } = "";

    /// <summary>Every key by its id (1 to 32 of a–z, 0–9, hyphen), each 32 bytes in base64.</summary>
    [Required, MinLength(1)]
    public IDictionary<string, string> Keys { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    internal bool AreComplete() =>
        Keys.ContainsKey(Current)
        && (Lookup.Length == 0 || Keys.ContainsKey(Lookup))
        && Keys.All(key => IsId(key.Key) && IsKey(key.Value));

    private static bool IsId(string id) =>
        id.Length is > 0 and <= 32 && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static bool IsKey(string base64)
    {
        Span<byte> bytes = stackalloc byte[KeyLength + 1];
        return Convert.TryFromBase64String(base64, bytes, out var length) && length == KeyLength;
    }
}
