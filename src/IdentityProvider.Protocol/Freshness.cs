namespace IdentityProvider.Protocol;

/// <summary>
/// How young proofs must be for one authorization request: <c>prompt=login</c> and <c>max_age</c> (OpenID Connect Core §3.1.2.1).
/// </summary>
/// <param name="RequestedAt">UTC; when the authorization request came. What is proven later was proven for it.</param>
/// <param name="ProveAgain">Whether only proofs made for this request count.</param>
/// <param name="MaxAge">The oldest a proof may be, or null.</param>
public sealed record Freshness(DateTimeOffset RequestedAt, bool ProveAgain, TimeSpan? MaxAge)
{
    /// <summary>The earliest time at which a counted proof may have been made, or null when age does not matter.</summary>
    /// <remarks>
    /// A proof made for this request always counts, however long the user then took for the next step. Otherwise
    /// <c>max_age=0</c> could never be met, and <c>max_age=60</c> not by anyone who waits for a text.
    /// </remarks>
    public DateTimeOffset? NotBefore(DateTimeOffset now) => (ProveAgain, MaxAge) switch
    {
        (true, _) => RequestedAt,
        (false, { } age) => Earlier(RequestedAt, Back(now, age)),
        (false, null) => null,
    };

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    // max_age may be larger than the calendar.
    private static DateTimeOffset Back(DateTimeOffset now, TimeSpan age) =>
        age >= now - DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : now - age;
}
