using System.Collections.Immutable;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;

namespace IdentityProvider.Clinics;

/// <summary>What is known of a member when a clinic's policy is asked about them.</summary>
/// <param name="Group">Staff or patients.</param>
/// <param name="AcceptedAt">When the membership began; grace counts from there for who came later than the policy.</param>
public sealed record MemberStanding(RoleGroup Group, DateTimeOffset AcceptedAt)
{
    /// <summary>Whether the person has, or ever had, a second factor. Grace is for those who never had one: nobody gets it by losing theirs.</summary>
    public bool HadFactor { get; init; }

    /// <summary>Until when the clinic exempts the person, UTC, not included; null for not.</summary>
    public DateTimeOffset? ExemptUntil { get; init; }

    /// <summary>Whether the person asks for a second step themselves.</summary>
    public bool OwnSwitch { get; init; }
}

/// <summary>
/// What a clinic, the server's floor and the person's own switch together ask of one member at one moment. Pure: a sign-in, a refresh, the
/// account page and the preview all decide by this.
/// </summary>
public sealed record MemberTerms
{
    /// <summary>The clinic's policy, lifted to the floor.</summary>
    public required ClinicPolicy Policy { get; init; }

    public required RoleGroup Group { get; init; }

    /// <summary>Until when setting up may be put off, UTC, not included; null where there is no grace, or none any more.</summary>
    public DateTimeOffset? GraceUntil { get; init; }

    /// <summary>Until when the clinic's rule does not count for this person; null when it does, or does not exist.</summary>
    public DateTimeOffset? ExemptUntil { get; init; }

    /// <summary>Who asks for a second step, each with the days it lets a browser stand in. Empty: the password is enough.</summary>
    public required ImmutableArray<(PolicyRule Rule, int TrustDays)> Asking { get; init; }

    /// <summary>What counts as the second step. The clinic's set binds where the clinic or the floor asks; a person's own wish takes any.</summary>
    public required ImmutableSortedSet<Method> Methods { get; init; }

    public bool Asks => !Asking.IsEmpty;

    /// <summary>Days a trusted browser stands in; 0: never.</summary>
    public int TrustDays => Asking.Select(asking => asking.TrustDays).Append(Policy.TrustDaysFor(Group)).Min();

    public static MemberTerms Of(PolicyFloor floor, PolicyVersion version, MemberStanding member, DateTimeOffset now)
    {
        var (own, group) = (version.Policy, member.Group);
        var policy = floor.Raise(own);
        var grace = GraceOf(version, member, now);
        var exempt = own.Requires(group) && member.ExemptUntil > now ? member.ExemptUntil : null;
        var binds = own.Requires(group) || floor.Requires(group);
        return new MemberTerms
        {
            Policy = policy,
            Group = group,
            GraceUntil = exempt is null && !floor.Requires(group) && !member.OwnSwitch ? grace : null,
            ExemptUntil = exempt,
            Asking =
            [
                .. floor.Requires(group) ? new[] { (PolicyRule.Deployment, floor.LongestTrustDays) } : [],
                .. own.Requires(group) && exempt is null && grace is null ? new[] { (PolicyRule.Clinic, own.TrustDaysFor(group)) } : [],
                .. member.OwnSwitch ? new[] { (PolicyRule.User, policy.TrustDaysFor(group)) } : [],
            ],
            Methods = binds ? policy.MethodsFor(group) : floor.Allowed(ClinicPolicy.EveryMethod),
        };
    }

    /// <summary>Whether these proofs are enough of a second factor for this member.</summary>
    public bool IsMetBy(IEnumerable<Proof> proofs) =>
        !Asks || proofs.Any(proof => SecondFactor.Counts(Methods, proof.Kind) || SecondFactor.TrustCounts(proof, TrustDays, Methods));

    // From when it is asked of this person: since the policy asks, or since they came.
    private static DateTimeOffset? GraceOf(PolicyVersion version, MemberStanding member, DateTimeOffset now)
    {
        if (member.HadFactor || version.Policy.GraceDays == 0 || version.AskedSince(member.Group) is not { } since)
        {
            return null;
        }

        var until = (since > member.AcceptedAt ? since : member.AcceptedAt).AddDays(version.Policy.GraceDays);
        return until > now ? until : null;
    }
}
