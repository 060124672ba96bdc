using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IdentityProvider.Factors;

/// <summary>The codes of authenticator apps (RFC 6238 with SHA-1, the only variant that every app has). Pure.</summary>
public static class TimeCode
{
    public const int Digits = 6;

    /// <summary>Seconds for which an app shows a code.</summary>
    public const int Period = 30;

    /// <summary>Steps before and after the present one that count too, for clocks and slow fingers (RFC 6238 §5.2).</summary>
    private const int Drift = 1;

    public static long StepOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / Period;

    /// <summary>The digits of one step (RFC 4226 §5.3), leading zeros kept.</summary>
    public static string At(long step, AuthenticatorSecret secret, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        // HMAC is not broken by what broke SHA-1, and no other variant is in every app (RFC 6238 §1.2, NIST SP 800-107 §5.3.1).
        var hash = HMACSHA1.HashData(secret.Reveal(), counter);
        var truncated = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        var number = truncated % (int)Math.Pow(10, digits);
        return number.ToString($"D{digits}", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code was typed; null when it is none of those that count now. All are compared, in constant time.</summary>
    public static long? Find(AuthenticatorSecret secret, string typed, DateTimeOffset now)
    {
        var (given, present) = (Encoding.ASCII.GetBytes(typed), StepOf(now));
        long? found = null;
        for (var step = present - Drift; step <= present + Drift; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(At(step, secret))))
            {
                found = step;
            }
        }

        return found;
    }
}
