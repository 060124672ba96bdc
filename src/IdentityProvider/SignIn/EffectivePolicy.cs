using System.Collections.Immutable;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;

namespace IdentityProvider.SignIn;

/// <summary>Everything that may ask something of a sign-in. Nothing else does.</summary>
public sealed record PolicySources
{
    /// <summary>What the app (acr_values, max_age, prompt, its own minimum) or a page of ours asks.</summary>
    public required SignInDemand Demand { get; init; }

    /// <summary>What the deployment demands; its share inside a clinic stands in <see cref="Terms"/>.</summary>
    public PolicyFloor Floor { get; init; } = new();

    /// <summary>What clinic, floor and the person's own switch ask of the membership that is used; null outside a clinic.</summary>
    public MemberTerms? Terms { get; init; }

    /// <summary>Whether the user has any second factor on file, disabled ones included.</summary>
    public bool HasFactor { get; init; }

    /// <summary>Whether the user is a developer or an operator.</summary>
    public bool HasPlatformRole { get; init; }

    /// <summary>Whether the user switched a second step on for themselves.</summary>
    public bool OwnSwitch { get; init; }
}

/// <summary>
/// What one sign-in must prove: the strictest of what the deployment, the clinic, the app, the page and the user ask for. Computed anew at
/// every step and every authorization, so a tighter policy counts from the next request on.
/// </summary>
public sealed record EffectivePolicy
{
    /// <summary>What a user can set up here.</summary>
    public static readonly ImmutableSortedSet<Method> Offered = ClinicPolicy.EveryMethod;

    public required PolicyRule Rule { get; init; }

    public bool AsksSecondFactor => Rule != PolicyRule.None;

    /// <summary>What counts as the second factor, and may be set up as one.</summary>
    public required ImmutableSortedSet<Method> Methods { get; init; }

    /// <summary>Days a trusted browser stands in for the second factor. 0: it never does, and is not offered.</summary>
    public required int TrustDays { get; init; }

    /// <summary>The earliest time of a counted password, or null.</summary>
    public DateTimeOffset? PasswordNotBefore { get; init; }

    /// <summary>The earliest time of a counted second factor, or null.</summary>
    public DateTimeOffset? FactorNotBefore { get; init; }

    public Acr? LeastAcr { get; init; }

    public required int CodeLength { get; init; }

    public required TimeSpan CodeLifetime { get; init; }

    /// <summary>Until when setting up may be put off with "not now"; null where it may not, or nobody asks.</summary>
    public DateTimeOffset? GraceUntil { get; init; }

    /// <summary>How long the session may last that comes of this; null where only the server's own limit counts.</summary>
    public TimeSpan? LongestSession { get; init; }

    public static EffectivePolicy Of(PolicySources sources, DateTimeOffset now)
    {
        var (demand, terms) = (sources.Demand, sources.Terms);
        var policy = terms?.Policy ?? sources.Floor.Raise(new ClinicPolicy());
        var asking = AskingOf(sources, policy).ToList();
        var notBefore = demand.ProofsNotBefore(now);
        return new EffectivePolicy
        {
            Rule = asking.Count == 0 ? PolicyRule.None : asking.MinBy(source => source.TrustDays).Rule,
            Methods = MethodsOf(sources, asking.Any(source => source.Rule == PolicyRule.App)),
            TrustDays = asking.Count == 0 ? 0 : asking.Select(source => source.TrustDays).Append(terms?.TrustDays ?? ClinicPolicy.LongestTrustDays).Min(),
            PasswordNotBefore = notBefore,
            FactorNotBefore = asking.Any(source => source.Rule == PolicyRule.Page) ? Later(notBefore, now - SignInDemand.StepUpAge, demand.AskedAt) : notBefore,
            LeastAcr = demand.LeastAcr,
            CodeLength = policy.CodeLength,
            CodeLifetime = TimeSpan.FromMinutes(policy.CodeLifetimeMinutes),
            GraceUntil = asking.Count == 0 ? terms?.GraceUntil : null,
            LongestSession = terms is null ? null : policy.LongestSessionFor(terms.Group),
        };
    }

    /// <summary>The same in an emergency: a second proof in any case, of any kind; no trust, and no grace.</summary>
    public EffectivePolicy InEmergency() => this with
    {
        Rule = PolicyRule.Emergency,
        Methods = ClinicPolicy.EveryMethod,
        TrustDays = 0,
        GraceUntil = null,
    };

    /// <summary>
    /// What a password reset asks for before the new password may be set: a factor on file, of whatever clinic's set, but never an e-mailed code
    /// (the link came by e-mail too), a bypass code or a trusted browser. Nothing can be set up on the way.
    /// </summary>
    /// <param name="hasFactor">Whether anything is on file that counts here, switched-off factors and phones too new to count included.</param>
    public static EffectivePolicy OfRecovery(bool hasFactor, int codeLength) => new()
    {
        Rule = hasFactor ? PolicyRule.Recovery : PolicyRule.None,
        Methods = ClinicPolicy.EveryMethod.Remove(Method.Email),
        TrustDays = 0,
        CodeLength = codeLength,
        CodeLifetime = TimeSpan.FromMinutes(new ClinicPolicy().CodeLifetimeMinutes),
    };

    /// <summary>
    /// Whether proving it would be enough here. What stands outside the clinic's set is allowed by every clinic, as far as it reaches: a
    /// bypass code opens a sign-in, and never what a fresh second factor guards.
    /// </summary>
    public bool Allows(Way way) =>
        (Ways.MethodOf(way) is not { } method || Methods.Contains(method))
        && (way != Way.BypassCode || TakesBypass)
        && Assurance.Of([new Proof(ProofKind.Password, default), new Proof(Ways.ProofOf(way), default)])?.Reaches(LeastAcr) == true;

    /// <summary>Whether the password, proven then, still counts; or a passkey, which verified its holder and so stands for both factors.</summary>
    public bool AcceptsPassword(IEnumerable<Proof> proofs) =>
        proofs.Any(proof => proof.Kind is ProofKind.Password or ProofKind.Passkey && IsFresh(proof, PasswordNotBefore));

    /// <summary>Whether a second factor that counts has been proven.</summary>
    public bool AcceptsFactorOf(IReadOnlyList<Proof> proofs) =>
        proofs.Any(proof => SecondFactor.Counts(Methods, proof.Kind) && IsFresh(proof, FactorNotBefore) && !IsOnlyBypass(proof))
        && (LeastAcr is null || Assurance.Of(proofs, PasswordNotBefore)?.Reaches(LeastAcr) == true);

    /// <summary>
    /// Whether a trusted browser may stand in: as this session already used it (trust that runs out during a session sends
    /// nothing until the next sign-in), or as the cookie says now.
    /// </summary>
    public bool AcceptsTrust(IEnumerable<Proof> proofs, TrustedDevice? device, DateTimeOffset now) =>
        TrustDays > 0
        && (proofs.Any(proof => SecondFactor.TrustCounts(proof, TrustDays, Methods) && IsFresh(proof, FactorNotBefore))
            || device?.CountsFor(TrustDays, Methods.Select(MethodProof.Of).ToHashSet(), now) == true);

    // Everybody who asks for a second factor, with the days for which they let a browser stand in. The fewest win; of two alike the first here
    // is named.
    private static IEnumerable<(PolicyRule Rule, int TrustDays)> AskingOf(PolicySources sources, ClinicPolicy policy)
    {
        var (demand, terms) = (sources.Demand, sources.Terms);
        if (demand.StepUp == StepUp.SecondFactor || (demand.StepUp == StepUp.SecondFactorIfOnFile && sources.HasFactor))
        {
            yield return (PolicyRule.Page, 0);
        }

        if (demand.LeastAcr > Acr.Aal1)
        {
            yield return (PolicyRule.App, 0);
        }

        // An app that found no membership yet asks for none of the user's factors: there is no clinic whose rules could say so.
        if (terms is null && demand.Audience is not null)
        {
            yield break;
        }

        foreach (var source in terms?.Asking ?? [])
        {
            yield return source;
        }

        var days = terms?.TrustDays ?? policy.TrustDaysFor(RoleGroup.Staff);
        if (sources.HasPlatformRole)
        {
            yield return (PolicyRule.Role, days);
        }

        if (terms is null && (sources.HasFactor || sources.OwnSwitch))
        {
            yield return (PolicyRule.User, days);
        }
    }

    // An e-mailed code is not out-of-band (NIST SP 800-63B-4 §3.1.3.1), so it cannot lift a sign-in to aal2.
    private static ImmutableSortedSet<Method> MethodsOf(PolicySources sources, bool appAsks)
    {
        // A clinic that asks nobody has no say in what its people prove themselves with for their own sake, or at its console; for an app it has.
        var allowed = sources.Terms is not { } terms ? sources.Floor.Allowed(ClinicPolicy.EveryMethod)
            : appAsks ? terms.Policy.MethodsFor(terms.Group)
            : terms.Methods;
        return sources.Demand.LeastAcr > Acr.Aal1Email ? allowed.Remove(Method.Email) : allowed;
    }

    private bool TakesBypass => Rule is not (PolicyRule.Page or PolicyRule.Recovery);

    private bool IsOnlyBypass(Proof proof) => proof.Kind == ProofKind.BypassCode && !TakesBypass;

    private static bool IsFresh(Proof proof, DateTimeOffset? notBefore) => notBefore is null || proof.At >= notBefore;

    // What is proven for this demand counts, however long the next step then took.
    private static DateTimeOffset Later(DateTimeOffset? notBefore, DateTimeOffset stepUp, DateTimeOffset askedAt)
    {
        var limit = stepUp < askedAt ? stepUp : askedAt;
        return notBefore > limit ? notBefore.Value : limit;
    }
}
