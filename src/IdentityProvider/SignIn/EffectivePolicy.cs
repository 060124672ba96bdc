using System.Collections.Immutable;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;

namespace IdentityProvider.SignIn;

/// <summary>Whose rule decided that a second factor is asked for. Kept on the attempt and told in the log.</summary>
public enum PolicyRule
{
    /// <summary>Nobody asks: the password is enough.</summary>
    None,

    /// <summary>Outside any clinic: whoever has a second factor on file has it asked for. A password alone never opens such an account.</summary>
    User,
    Clinic,
    App,
    Page,

    /// <summary>A password reset: whatever is on file is asked for, whatever the clinic's policy says.</summary>
    Recovery,
}

/// <summary>
/// What one sign-in must prove: the strictest of what the clinic, the app and the page ask for. Computed anew at every step
/// and every authorization, so a tighter policy counts from the next request on.
/// </summary>
public sealed record EffectivePolicy
{
    private static readonly ImmutableSortedSet<Method> All = [.. Enum.GetValues<Method>()];

    /// <summary>What a user can set up here.</summary>
    public static readonly ImmutableSortedSet<Method> Offered = All;

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

    /// <param name="clinic">The policy of the clinic whose membership is used; null outside a clinic.</param>
    /// <param name="group">The membership's group; null outside a clinic.</param>
    /// <param name="hasFactor">Whether the user has any second factor on file.</param>
    /// <param name="always">Whether the user's platform role (developer, operator) wants a second factor wherever they sign in.</param>
    public static EffectivePolicy Of(SignInDemand demand, ClinicPolicy? clinic, RoleGroup? group, bool hasFactor, DateTimeOffset now, bool always = false)
    {
        var notBefore = demand.ProofsNotBefore(now);
        var rule = RuleOf(demand, clinic, group, hasFactor, always);
        var defaults = clinic ?? new ClinicPolicy();
        return new EffectivePolicy
        {
            Rule = rule,
            Methods = MethodsOf(demand, clinic, group),
            TrustDays = rule is PolicyRule.Clinic or PolicyRule.User ? defaults.TrustDaysFor(group ?? RoleGroup.Staff) : 0,
            PasswordNotBefore = notBefore,
            FactorNotBefore = rule == PolicyRule.Page ? Later(notBefore, now - SignInDemand.StepUpAge, demand.AskedAt) : notBefore,
            LeastAcr = demand.LeastAcr,
            CodeLength = defaults.CodeLength,
            CodeLifetime = TimeSpan.FromMinutes(defaults.CodeLifetimeMinutes),
        };
    }

    /// <summary>
    /// What a password reset asks for before the new password may be set: a factor on file, of whatever clinic's set, but never an e-mailed code
    /// (the link came by e-mail too), a bypass code or a trusted browser. Nothing can be set up on the way.
    /// </summary>
    /// <param name="hasFactor">Whether anything is on file that counts here, switched-off factors and phones too new to count included.</param>
    public static EffectivePolicy OfRecovery(bool hasFactor, int codeLength) => new()
    {
        Rule = hasFactor ? PolicyRule.Recovery : PolicyRule.None,
        Methods = All.Remove(Method.Email),
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

    private static PolicyRule RuleOf(SignInDemand demand, ClinicPolicy? clinic, RoleGroup? group, bool hasFactor, bool always)
    {
        if (demand.StepUp == StepUp.SecondFactor || (demand.StepUp == StepUp.SecondFactorIfOnFile && hasFactor))
        {
            return PolicyRule.Page;
        }

        if (demand.LeastAcr > Acr.Aal1)
        {
            return PolicyRule.App;
        }

        if (clinic is null || group is not { } people)
        {
            return demand.Audience is null && (hasFactor || always) ? PolicyRule.User : PolicyRule.None;
        }

        if (clinic.Requires(people))
        {
            return PolicyRule.Clinic;
        }

        return always ? PolicyRule.User : PolicyRule.None;
    }

    // An e-mailed code is not out-of-band (NIST SP 800-63B-4 §3.1.3.1), so it cannot lift a sign-in to aal2.
    private static ImmutableSortedSet<Method> MethodsOf(SignInDemand demand, ClinicPolicy? clinic, RoleGroup? group)
    {
        // A clinic that asks nobody has no say in what its admins prove themselves with at its console.
        var hasSay = clinic is not null && group is { } people && (clinic.Requires(people) || demand.StepUp == StepUp.None);
        var allowed = hasSay ? clinic!.MethodsFor(group!.Value) : All;
        return demand.LeastAcr > Acr.Aal1Email ? allowed.Remove(Method.Email) : allowed;
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
