using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol;

namespace IdentityProvider.SignIn;

/// <summary>How fresh a second factor a page or an app wants, whatever the clinic's policy says. Trusted devices never count for it.</summary>
public enum StepUp
{
    None,

    /// <summary>If the user has a second factor on file, it is asked for. Who has none adds the first one with the password.</summary>
    SecondFactorIfOnFile,

    /// <summary>A second factor in any case; who has none sets one up.</summary>
    SecondFactor,
}

/// <summary>Whom an app or a page is for. Only memberships that match can be used with it.</summary>
/// <param name="Roles">The roles it takes.</param>
/// <param name="Clinics">The clinics it serves; null means all of them.</param>
public sealed record Audience(ImmutableArray<Role> Roles, ImmutableArray<Guid>? Clinics)
{
    /// <summary>The audience of an app that takes these groups of people.</summary>
    public static Audience Of(IEnumerable<RoleGroup> groups, IEnumerable<Guid>? clinics) => new(
        [.. Enum.GetValues<Role>().Where(role => groups.Contains(Membership.GroupOf(role)))],
        clinics?.ToImmutableArray());

    public bool Takes(Membership membership) =>
        membership.IsActive && Roles.Contains(membership.Role) && (Clinics is not { } listed || listed.Contains(membership.ClinicId));
}

/// <summary>What somebody wants to know about a user: an app by its authorization request, or a page of our own.</summary>
public sealed record SignInDemand
{
    /// <summary>A second factor that a page of ours wants may be this old.</summary>
    public static readonly TimeSpan StepUpAge = TimeSpan.FromMinutes(10);

    /// <summary>When it was asked (UTC). What is proven later was proven for it.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>The authorization request this serves; null for our own pages.</summary>
    public Guid? PendingId { get; init; }

    /// <summary>The page of ours this serves; null for apps.</summary>
    public LocalReturn? Return { get; init; }

    /// <summary>The app as people know it, for "to continue to …". Null for our own pages.</summary>
    public string? AppName { get; init; }

    /// <summary>Null when no membership is needed (the account pages).</summary>
    public Audience? Audience { get; init; }

    /// <summary>The clinic asked for by name, or null.</summary>
    public Guid? ClinicId { get; init; }

    /// <summary>max_age, and prompt=login as <see cref="ProveAgain"/> (OpenID Connect Core §3.1.2.1).</summary>
    public TimeSpan? MaxAge { get; init; }

    public bool ProveAgain { get; init; }

    /// <summary>prompt=select_account: the user is asked who they are even if a session says so.</summary>
    public bool SelectAccount { get; init; }

    /// <summary>acr_values, an essential acr, or the client's own minimum.</summary>
    public Acr? LeastAcr { get; init; }

    public StepUp StepUp { get; init; }

    /// <summary>The address the app believes the user has. In memory only: what is stored is <see cref="SealedHint"/>.</summary>
    [JsonIgnore]
    public string? LoginHint { get; init; }

    /// <summary>The hint, encrypted like everything typed as a name.</summary>
    public byte[]? SealedHint { get; init; }

    /// <summary>The language the app asked for (ui_locales), "en" or "es", or null.</summary>
    public string? Language { get; init; }

    /// <summary>
    /// Whether a session may answer for this. One for an emergency opens apps and says what it is, and none of our own pages: nobody
    /// changes a phone or a policy by it.
    /// </summary>
    public bool MayUse(Session session) => session.EmergencyId is null || PendingId is not null || Return is { Page: LocalPage.Emergency };

    /// <summary>The earliest time a counted proof may have, or null when any will do.</summary>
    public DateTimeOffset? ProofsNotBefore(DateTimeOffset now) => new Freshness(AskedAt, ProveAgain, MaxAge).NotBefore(now);
}
