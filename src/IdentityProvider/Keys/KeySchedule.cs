namespace IdentityProvider.Keys;

/// <summary>Decides when another key is due. Pure, so that a year of rotation is a loop in a test.</summary>
internal static class KeySchedule
{
    /// <summary>When every copy of the key set is past its time: it says 15 minutes (<c>Connect/Jwks</c>), and clocks differ.</summary>
    public static readonly TimeSpan CachesEmptyAfter = TimeSpan.FromMinutes(20);

    /// <summary>When the next key of an algorithm must sign, if it must be made now; null while none is due.</summary>
    /// <param name="keys">All keys of one algorithm.</param>
    public static DateTimeOffset? NextDue(IEnumerable<SigningKey> keys, KeyOptions options, DateTimeOffset now)
    {
        var usable = keys.Where(key => key.RevokedAt is null && now < key.SignsUntil(options)).ToList();

        // The very first key, and the replacement of a revoked one: nobody can have cached it, and nothing else can sign.
        if (!usable.Exists(key => key.MaySign(options, now)))
        {
            return now;
        }

        var end = usable.Max(key => key.SignsUntil(options));
        return now >= end - options.PublishAhead ? end : null;
    }
}
