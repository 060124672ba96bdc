using System.Security.Cryptography;
using System.Text;

namespace IdentityProvider.Factors;

/// <summary>What an authenticator app and this server share (RFC 4226 §4). Its ToString says nothing, so that no log can tell it.</summary>
public sealed class AuthenticatorSecret
{
    /// <summary>160 bits, the length RFC 4226 §4 recommends.</summary>
    private const int Length = 20;

    // RFC 4648 §6.
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private readonly byte[] _bytes;

    private AuthenticatorSecret(byte[] bytes) => _bytes = bytes;

    public static AuthenticatorSecret Draw() => new(RandomNumberGenerator.GetBytes(Length));

    internal static AuthenticatorSecret FromStored(byte[] bytes) => new(bytes);

    /// <summary>The bytes: for computing codes and for encryption. For nothing else.</summary>
    public ReadOnlySpan<byte> Reveal() => _bytes;

    /// <summary>The key as people type it where no camera helps: base32 in groups of four.</summary>
    public string AsTyped() => string.Join(' ', Encoded().Chunk(4).Select(group => new string(group)));

    /// <summary>
    /// What the picture holds. Only what every app understands: the apps that ignore "algorithm" and "digits" would show codes that are
    /// never right, so the values are the ones that they assume.
    /// </summary>
    /// <param name="service">Who asks, as the app shows it above the code.</param>
    /// <param name="account">Whose code it is.</param>
    public string AsUri(string service, string account) =>
        $"otpauth://totp/{Uri.EscapeDataString(service)}:{Uri.EscapeDataString(account)}?secret={Encoded()}&issuer={Uri.EscapeDataString(service)}&algorithm=SHA1&digits={TimeCode.Digits}&period={TimeCode.Period}";

    public override string ToString() => nameof(AuthenticatorSecret);

    private string Encoded()
    {
        var text = new StringBuilder();
        var (held, bits) = (0, 0);
        foreach (var value in _bytes)
        {
            (held, bits) = (((held & 31) << 8) | value, bits + 8);
            for (; bits >= 5; bits -= 5)
            {
                text.Append(Base32[(held >> (bits - 5)) & 31]);
            }
        }

        return text.ToString();
    }
}
