using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using IdentityProvider.Storage;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>
/// The nonces that proofs carry (RFC 9449 §8). One is the keyed hash of a stretch of time: every node makes the same ones, and none
/// is stored.
/// </summary>
internal sealed class DpopNonces(ValueCipher cipher, IOptions<DpopOptions> options, TimeProvider clock)
{
    private const string Purpose = "dpop-nonce";
    private const int Bytes = 16;

    public string Current => Of(Now);

    /// <summary>Whether it is the present nonce or the one before.</summary>
    public bool IsCurrent(string nonce) => Matches(nonce, Of(Now)) || Matches(nonce, Of(Now - 1));

    private long Now => clock.GetUtcNow().UtcTicks / options.Value.NonceLifetime.Ticks;

    private string Of(long stretch)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, stretch);
        return Base64Url.EncodeToString(cipher.KeyedHash(Purpose, number).AsSpan(0, Bytes));
    }

    private static bool Matches(string sent, string known) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(known));
}
