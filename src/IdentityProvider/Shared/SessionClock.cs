namespace IdentityProvider.Shared;

/// <summary>How long the session behind a page of the account or a console still goes on, for the warning two minutes before.</summary>
/// <param name="LocksIn">Until it locks, if nothing is done.</param>
/// <param name="EndsIn">Until it ends, whatever is done.</param>
public sealed record SessionClock(TimeSpan LocksIn, TimeSpan EndsIn)
{
    public static void Set(HttpContext http, SessionClock clock) => http.Features.Set(clock);

    /// <summary>Null on a page that nobody signed in for.</summary>
    public static SessionClock? Of(HttpContext http) => http.Features.Get<SessionClock>();
}
