using IdentityProvider.Factors;
using IdentityProvider.Protocol;

namespace IdentityProvider.Clinics;

/// <summary>What counts as a second factor for a set of methods: one rule for sign-in and for refresh.</summary>
public static class SecondFactor
{
    // Outside every clinic's set (NIST SP 800-63B-4 §2.2.2, §3.2.9), and an admin's own answer to a lost phone.
    private static readonly ProofKind[] Always = [ProofKind.Passkey, ProofKind.RecoveryCode, ProofKind.BypassCode];

    public static bool Counts(IReadOnlySet<Method> methods, ProofKind kind) =>
        Always.Contains(kind) || methods.Any(method => MethodProof.Of(method) == kind);

    /// <summary>
    /// Whether a trusted browser that stood in at the proof's time may have done so under these days and methods. Judged as of that
    /// time: trust that runs out during a session sends nothing until the next sign-in.
    /// </summary>
    public static bool TrustCounts(Proof proof, int days, IReadOnlySet<Method> methods) =>
        proof is { Kind: ProofKind.TrustedDevice, EarnedBy: { } earnedBy, TrustedAt: { } trustedAt }
        && days > 0
        && proof.At < trustedAt + TimeSpan.FromDays(days)
        && Counts(methods, earnedBy);
}
