using System.Buffers.Text;
using System.Security.Cryptography;

namespace IdentityProvider.Devices;

/// <summary>What a trusted browser holds: a selector that finds the row, and a verifier that proves it is the browser.</summary>
public sealed class DeviceToken
{
    private const int SelectorLength = 16;
    private const int VerifierLength = 32;
    private readonly byte[] _verifier;

    private DeviceToken(byte[] selector, byte[] verifier) => (Selector, _verifier) = (selector, verifier);

    public byte[] Selector { get; }

    public static DeviceToken Draw() => new(RandomNumberGenerator.GetBytes(SelectorLength), RandomNumberGenerator.GetBytes(VerifierLength));

    /// <summary>A token for the same row with a fresh verifier.</summary>
    public DeviceToken Renew() => new(Selector, RandomNumberGenerator.GetBytes(VerifierLength));

    /// <returns>Null for anything that no token looks like.</returns>
    public static DeviceToken? Parse(string? cookie)
    {
        if (cookie?.Split('.') is not [{ Length: 22 } selector, { Length: 43 } verifier]
            || !Base64Url.IsValid(selector) || !Base64Url.IsValid(verifier))
        {
            return null;
        }

        return new(Base64Url.DecodeFromChars(selector), Base64Url.DecodeFromChars(verifier));
    }

    public byte[] VerifierHash() => SHA256.HashData(_verifier);

    /// <summary>The cookie's value. Whoever holds it passes as the browser.</summary>
    public string Reveal() => $"{Base64Url.EncodeToString(Selector)}.{Base64Url.EncodeToString(_verifier)}";

    /// <summary>A secret says nothing of itself.</summary>
    public override string ToString() => nameof(DeviceToken);
}
