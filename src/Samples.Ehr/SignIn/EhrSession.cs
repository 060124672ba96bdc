namespace Samples.Ehr.SignIn;

/// <summary>A user's session in this app: apart from the provider's session, with a lock and an end of its own.</summary>
public sealed class EhrSession(string id, SignedInUser user, TokenAnswer tokens, DateTimeOffset now)
{
    /// <summary>A working day: after this the user signs in again, active or not.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    // Renewed this long before the end, so that no request is under way with a token that dies on the road.
    private static readonly TimeSpan RenewAhead = TimeSpan.FromSeconds(60);

    /// <summary>256 random bits, base64url. The session cookie holds it encrypted.</summary>
    public string Id { get; } = id;

    public SignedInUser User { get; } = user;

    public DateTimeOffset StartedAt { get; } = now;

    public DateTimeOffset LastSeenAt { get; private set; } = now;

    public DateTimeOffset? LockedAt { get; private set; }

    /// <summary>For id_token_hint at sign-out. An ID token opens nothing, expired or not.</summary>
    public string IdToken { get; private set; } = tokens.IdToken ?? "";

    public string AccessToken { get; private set; } = tokens.AccessToken ?? "";

    public string? RefreshToken { get; private set; } = tokens.RefreshToken;

    public DateTimeOffset AccessEndsAt { get; private set; } = now + TimeSpan.FromSeconds(tokens.ExpiresIn);

    /// <summary>Good only while its access token is: when the provider ends the user's session, renewal stops, and so does this.</summary>
    public bool IsLive(DateTimeOffset now) => now < AccessEndsAt && now < StartedAt + Longest;

    public bool IsDueForRenewal(DateTimeOffset now) => RefreshToken is not null && now >= AccessEndsAt - RenewAhead;

    /// <summary>Notes a sign of life, unless it comes too late: a locked screen opens by signing in, not by moving the mouse.</summary>
    public void Touch(DateTimeOffset now, TimeSpan idle)
    {
        if (LockedAt is null && now >= LastSeenAt + idle)
        {
            LockedAt = LastSeenAt + idle;
        }

        LastSeenAt = LockedAt is null ? now : LastSeenAt;
    }

    /// <summary>Takes what a refresh brought. What it left out stays (RFC 6749 §6: a new refresh token is optional).</summary>
    public void Renew(TokenAnswer tokens, DateTimeOffset now)
    {
        AccessToken = tokens.AccessToken ?? AccessToken;
        AccessEndsAt = now + TimeSpan.FromSeconds(tokens.ExpiresIn);
        RefreshToken = tokens.RefreshToken ?? RefreshToken;
        IdToken = tokens.IdToken ?? IdToken;
    }
}
