using System.Collections.Immutable;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;

namespace IdentityProvider.SignIn;

/// <summary>A second factor on file, as a sign-in can use it. One phone is two ways: by text and by voice.</summary>
/// <param name="Masked">The destination as a page may show it.</param>
/// <param name="IsPreferred">The one to begin with where the user has not chosen.</param>
public sealed record WayIn(Method Method, Guid FactorId, string Masked, bool IsPreferred);

/// <summary>Everything the pipeline decides from. No clock, no database: two equal sets of facts get the same next step.</summary>
public sealed record SignInFacts
{
    /// <summary>Whether a name was typed. It may belong to nobody: the next steps look the same.</summary>
    public required bool IsIdentified { get; init; }

    /// <summary>What was proven in this attempt, or in the session it goes on from.</summary>
    public IReadOnlyList<Proof> Proofs { get; init; } = [];

    /// <summary>Whether the user has shown to be who was typed, at some time. Before that nothing about them is read or shown.</summary>
    public bool HasProvenWho => Proofs.Any(proof => proof.Kind is ProofKind.Password or ProofKind.Passkey);

    /// <summary>Whether a session was left alone too long, so that only the password opens it again.</summary>
    public bool IsLocked { get; init; }

    /// <summary>Whether the app or page needs to know at which clinic and in which role.</summary>
    public bool NeedsMembership { get; init; }

    /// <summary>The memberships that fit it.</summary>
    public ImmutableArray<Membership> Fitting { get; init; } = [];

    /// <summary>The one that is used: chosen by the user, or the only one that fits.</summary>
    public Membership? Membership { get; init; }

    /// <summary>The second factors on file that work.</summary>
    public ImmutableArray<WayIn> Ways { get; init; } = [];

    /// <summary>Whether a factor on file was switched off after too many wrong tries. It never leads to setting up another one.</summary>
    public bool HasDisabledFactor { get; init; }

    /// <summary>The browser's trusted device row for this user, if it brought one.</summary>
    public TrustedDevice? Device { get; init; }

    /// <summary>The method the user chose for this attempt, or that was begun for them.</summary>
    public Method? Chosen { get; init; }

    /// <summary>Whether the user asked for the list of ways.</summary>
    public bool AsksToChoose { get; init; }

    /// <summary>Whether a factor is half set up: its code was sent and not yet entered.</summary>
    public bool IsSettingUp { get; init; }

    /// <summary>Whether the factor was set up in this attempt, so that trust has not been offered beside a code.</summary>
    public bool WasSetUpHere { get; init; }

    /// <summary>Whether the user answered "this time only" or "remember".</summary>
    public bool AnsweredTrust { get; init; }

    /// <summary>Whether this runs inside a POST. A GET must never send anything, so it shows the choice with a button instead.</summary>
    public bool MaySend { get; init; }

    /// <summary>Whether the policy wants a second factor that nothing has supplied yet.</summary>
    public bool LacksSecondFactor(EffectivePolicy policy, DateTimeOffset now) =>
        policy.AsksSecondFactor && !policy.AcceptsFactorOf(Proofs) && !policy.AcceptsTrust(Proofs, Device, now);

    /// <summary>
    /// The ways by which it can be proven now. Where none of them is allowed here, those on file are still asked for once: whoever
    /// sets up a new factor shows the old one first, or a stolen password could bring its own phone along.
    /// </summary>
    public ImmutableArray<WayIn> WaysToProve(EffectivePolicy policy)
    {
        var allowed = Ways.Where(way => policy.Methods.Contains(way.Method)).ToImmutableArray();
        return allowed.Length > 0 || HasProvenSomeWay(policy) ? allowed : Ways;
    }

    /// <summary>Whether setting up a factor is what is missing: none that is allowed is on file, and one that is on file has been shown.</summary>
    public bool MustSetUp(EffectivePolicy policy) =>
        !HasDisabledFactor && policy.CanSetUp && WaysToProve(policy).IsEmpty;

    /// <summary>
    /// Whether there is no way on: every factor on file was switched off, or nothing that would count can be set up (an app that wants
    /// more than the clinic's methods reach).
    /// </summary>
    public bool HasNoWayLeft(EffectivePolicy policy) => policy.CanSetUp
        ? HasDisabledFactor && WaysToProve(policy).IsEmpty
        : !Ways.Any(way => policy.Methods.Contains(way.Method));

    private bool HasProvenSomeWay(EffectivePolicy policy) =>
        Proofs.Any(proof => Ways.Any(way => MethodProof.Of(way.Method) == proof.Kind)
            && (policy.FactorNotBefore is null || proof.At >= policy.FactorNotBefore));
}
