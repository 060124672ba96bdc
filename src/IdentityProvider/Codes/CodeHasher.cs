using IdentityProvider.Storage;

namespace IdentityProvider.Codes;

/// <summary>What is kept of digits: a keyed hash to compare with, and for as long as a resend may need them, an encrypted copy.</summary>
public sealed class CodeHasher(ValueCipher cipher)
{
    private const string Digits = "code";

    /// <summary>
    /// HMAC-SHA-256(key, code id ‖ digits). A plain hash of six digits is undone by a million tries; without the key nobody can
    /// make even one, and with the id in it equal digits of two codes do not show.
    /// </summary>
    public byte[] Hash(Guid codeId, PlainCode code) => cipher.KeyedHash(Digits, $"{codeId:N}{code.Reveal()}");

    public byte[] Seal(PlainCode code) => cipher.Encrypt(Digits, code.Reveal());

    public PlainCode Unseal(byte[] stored) => PlainCode.FromStored(cipher.DecryptText(Digits, stored));

    /// <summary>What a destination is recognised by. Numbers and addresses themselves stay with their owners.</summary>
    public byte[] HashDestination(string destination) => cipher.KeyedHash("code-destination", destination.Trim().ToUpperInvariant());
}
