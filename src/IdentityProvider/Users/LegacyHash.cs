using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;

namespace IdentityProvider.Users;

/// <summary>
/// A password hash that came from another system: ASP.NET Core Identity's versions 2 and 3, or PBKDF2 by name. It is compared until its owner
/// signs in once; then a hash of our own takes its place.
/// </summary>
/// <remarks>Stored form: "legacy:", the scheme, "$", what the scheme needs. No key id begins like that.</remarks>
public static class LegacyHash
{
    private const string Mark = "legacy:";
    private const string Identity = "identity";
    private const int MostIterations = 2_000_000;

    // What one round costs, against one of SHA-512: measured on the machine at hand it varies, but never by much.
    private static readonly Dictionary<string, (HashAlgorithmName Algorithm, double Cost)> Named = new(StringComparer.Ordinal)
    {
        ["pbkdf2-sha1"] = (HashAlgorithmName.SHA1, 0.4),
        ["pbkdf2-sha256"] = (HashAlgorithmName.SHA256, 0.6),
        ["pbkdf2-sha512"] = (HashAlgorithmName.SHA512, 1),
    };

    public static bool Is(string hash) => hash.StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>The stored form of what another system exported; null when it is none of the kinds that can be compared.</summary>
    /// <param name="scheme">"identity", "pbkdf2-sha1", "pbkdf2-sha256" or "pbkdf2-sha512".</param>
    /// <param name="exported">Identity's base64, or "iterations$salt$hash" with the last two in base64.</param>
    public static string? Import(string scheme, string exported)
    {
        var stored = $"{Mark}{scheme}${exported}";
        return Read(stored) is null ? null : stored;
    }

    /// <summary>Whether the password is the one that was hashed.</summary>
    /// <param name="unspent">Rounds of SHA-512 that a hash of our own would still have cost: done all the same, so that a stopwatch cannot tell an old account from none.</param>
    public static bool Verify(string stored, string password, int ownRounds, out int unspent)
    {
        unspent = ownRounds;
        if (Read(stored) is not { } known)
        {
            return false;
        }

        unspent = Math.Max(0, ownRounds - (int)(known.Rounds * known.Cost));
        return known.Matches(password);
    }

    private static Known? Read(string stored) => stored[Mark.Length..].Split('$') switch
    {
        [Identity, var base64] => OfIdentity(base64),
        [var scheme, var rounds, var salt, var hash] when Named.TryGetValue(scheme, out var named) => OfPbkdf2(named, rounds, salt, hash),
        _ => null,
    };

    private static Known? OfPbkdf2((HashAlgorithmName Algorithm, double Cost) named, string rounds, string salt, string hash)
    {
        if (!int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > MostIterations
            || Bytes(salt) is not { Length: >= 8 } salted || Bytes(hash) is not { Length: >= 16 } expected)
        {
            return null;
        }

        return new Known(count, named.Cost, password => CryptographicOperations.FixedTimeEquals(
            Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salted, count, named.Algorithm, expected.Length), expected));
    }

    // Version 2 begins with 0: 1000 rounds of SHA-1. Version 3 begins with 1, and names its function and rounds.
    private static Known? OfIdentity(string base64) => Bytes(base64) switch
    {
        [0, ..] and { Length: 49 } => new Known(1000, 0.4, password => Matches(base64, password)),
        [1, _, _, _, var function, var a, var b, var c, var d, ..] and { Length: > 13 } => new Known(
            (a << 24) | (b << 16) | (c << 8) | d, function switch { 0 => 0.4, 1 => 0.6, _ => 1 }, password => Matches(base64, password)),
        _ => null,
    };

    private static bool Matches(string base64, string password) =>
        new PasswordHasher<User>().VerifyHashedPassword(null!, base64, password) != PasswordVerificationResult.Failed;

    private static byte[]? Bytes(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }

    private sealed record Known(int Rounds, double Cost, Func<string, bool> Matches);
}
