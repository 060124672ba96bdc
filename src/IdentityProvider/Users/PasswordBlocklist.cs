using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace IdentityProvider.Users;

/// <summary>
/// Common passwords, words and names of English and Spanish that a whole password may not be (NIST SP 800-63B-4 §3.1.1.2). Packed by
/// pack-blocklist.mjs when the program is built; the lists are those of zxcvbn-ts (MIT).
/// </summary>
internal static class PasswordBlocklist
{
    private const int EntryBytes = 8;
    private static readonly Lazy<ulong[]> Entries = new(Read);

    /// <summary>How many words are listed. A test holds it, so that a build without the lists is found.</summary>
    public static int Count => Entries.Value.Length;

    /// <summary>Whether the whole password is listed, in whatever case.</summary>
    public static bool Holds(string password) =>
        Array.BinarySearch(Entries.Value, HashOf(password.Normalize().ToLowerInvariant())) >= 0;

    // Eight bytes of a hash say yes to a password that is not listed once in 170,000,000,000,000 times. Its owner takes another one.
    private static ulong HashOf(string word) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(word)));

    private static ulong[] Read()
    {
        using var packed = typeof(PasswordBlocklist).Assembly.GetManifestResourceStream("password-blocklist")
            ?? throw new InvalidOperationException("The password blocklist is not embedded.");
        var bytes = new byte[packed.Length];
        packed.ReadExactly(bytes);
        return [.. Enumerable.Range(0, bytes.Length / EntryBytes).Select(i => BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(i * EntryBytes)))];
    }
}
