using System.Security.Cryptography;

namespace IdentityProvider.Codes;

/// <summary>What became of typed digits.</summary>
public enum CodeCheck
{
    /// <summary>They match no code of this series. Tries are left.</summary>
    Wrong,

    /// <summary>They are right, now and never again.</summary>
    Accepted,

    /// <summary>They were right until a moment ago: send a fresh one at once.</summary>
    Late,

    /// <summary>They match nothing, and nothing could match: every code has expired.</summary>
    Expired,

    /// <summary>No try is left, or the code was used already: the next send draws another.</summary>
    UsedUp,

    /// <summary>Too many wrong codes in a row: typing codes is off for a while. This one was not compared.</summary>
    Locked,

    /// <summary>This factor is off after too many wrong codes in all. This one was not compared.</summary>
    FactorOff,

    /// <summary>What was typed has not the shape of a code. No try was counted.</summary>
    Malformed,
}

/// <summary>One set of digits that was sent, from the moment it was drawn until nobody could type it any more.</summary>
public sealed class OneTimeCode
{
    /// <summary>How long after its expiry a right code still earns a fresh one. Carriers take up to ten minutes (product row PF5).</summary>
    public static readonly TimeSpan LateFor = TimeSpan.FromMinutes(30);

    public OneTimeCode(Guid id, Guid seriesId, SealedCode code, TimeSpan lifetime, DateTimeOffset now)
    {
        (Id, SeriesId, Hash, DigitsEncrypted, Length) = (id, seriesId, code.Hash, code.Encrypted, code.Length);
        (IssuedAt, ExpiresAt) = (now, now + lifetime);
    }

    public Guid Id { get; private init; }

    public Guid SeriesId { get; private init; }

    /// <summary>HMAC-SHA-256 of the digits; null once even a late code would earn nothing.</summary>
    public byte[]? Hash { get; private init; }

    /// <summary>For resends, which repeat the digits. Null as soon as no resend will: used, used up, replaced or expired.</summary>
    public byte[]? DigitsEncrypted { get; private set; }

    public int Length { get; private init; }

    public DateTimeOffset IssuedAt { get; private init; }

    /// <summary>The code is good up to, and not including, this moment (NIST SP 800-63B-4 §3.1.3: ten minutes at most).</summary>
    public DateTimeOffset ExpiresAt { get; private init; }

    public DateTimeOffset? UsedAt { get; private set; }

    /// <summary>When another destination, or another code used, put an end to it.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What its sends cost the budgets, to be given back when it is used.</summary>
    public string[] Receipts { get; private set; } = [];

    public bool IsLive(DateTimeOffset now) => UsedAt is null && EndedAt is null && now < ExpiresAt;

    /// <summary>
    /// Whether a resend carries these digits again: while at least half of their life is left. Then a late text and a call that
    /// followed it say the same, and either may be typed.
    /// </summary>
    public bool MayRepeat(DateTimeOffset now) =>
        IsLive(now) && DigitsEncrypted is not null && ExpiresAt - now >= (ExpiresAt - IssuedAt) / 2;

    /// <summary>Compares typed digits with these. The caller has reserved the try already, in a statement of its own.</summary>
    /// <param name="typedHash">HMAC of the typed digits, made with this code's id.</param>
    /// <param name="now">UTC.</param>
    /// <returns><see cref="CodeCheck.Accepted"/> at most once in the life of the code.</returns>
    public CodeCheck Check(ReadOnlySpan<byte> typedHash, DateTimeOffset now)
    {
        // Compared first and in constant time, whatever the code's state: the answer's time tells nothing.
        if (Hash is null || !CryptographicOperations.FixedTimeEquals(typedHash, Hash) || EndedAt is not null)
        {
            return CodeCheck.Wrong;
        }

        if (UsedAt is not null)
        {
            return CodeCheck.UsedUp;
        }

        if (now >= ExpiresAt)
        {
            return now < ExpiresAt + LateFor ? CodeCheck.Late : CodeCheck.Wrong;
        }

        (UsedAt, DigitsEncrypted) = (now, null);
        return CodeCheck.Accepted;
    }

    public void End(DateTimeOffset now)
    {
        if (UsedAt is null)
        {
            EndedAt ??= now;
        }

        DigitsEncrypted = null;
    }

    public void Charge(IEnumerable<string> receipts) => Receipts = [.. Receipts, .. receipts];

    // For EF, which fills the rest.
    private OneTimeCode()
    {
    }
}

/// <summary>Digits as they are stored: a hash to compare with and an encrypted copy.</summary>
public sealed record SealedCode(byte[] Hash, byte[] Encrypted, int Length);
