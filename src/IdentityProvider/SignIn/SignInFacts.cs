using System.Collections.Immutable;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;

namespace IdentityProvider.SignIn;

/// <summary>A way that is open to the user, as a sign-in can use it. One phone is two ways: by text and by voice.</summary>
/// <param name="FactorId">The factor it rests on; null for a recovery or bypass code.</param>
/// <param name="Masked">The destination, or the factor's name, as a page may show it.</param>
/// <param name="IsPreferred">The one to begin with where the user has not chosen.</param>
public sealed record WayIn(Way Way, Guid? FactorId, string Masked, bool IsPreferred)
{
    public bool IsFactor => Ways.IsFactor(Way);

    /// <summary>The phone that is texted or called; null for every other way.</summary>
    public Guid? PhoneId { get; init; }
}

/// <summary>Everything the pipeline decides from. No clock, no database: two equal sets of facts get the same next step.</summary>
public sealed record SignInFacts
{
    /// <summary>Whether a name was typed. It may belong to nobody: the next steps look the same.</summary>
    public required bool IsIdentified { get; init; }

    /// <summary>What was proven in this attempt, or in the session it goes on from.</summary>
    public IReadOnlyList<Proof> Proofs { get; init; } = [];

    /// <summary>Of these, what was proven in this attempt: with a password that was replaced since, nothing.</summary>
    public IReadOnlyList<Proof> ProvenHere { get; init; } = [];

    /// <summary>Whether the user has shown to be who was typed, at some time. Before that nothing about them is read or shown.</summary>
    public bool HasProvenWho => Proofs.Any(proof => proof.Kind is ProofKind.Password or ProofKind.Passkey);

    /// <summary>
    /// Whether a mailed link to a new password was used here, and no new one is set yet. The link proves nothing; it has the factor on file asked
    /// for instead of the old password, and then the new one.
    /// </summary>
    public bool IsRecovering { get; init; }

    /// <summary>Whether, after a reset, a phone is asked for because the clinic wants one and none is on file; see <see cref="MustGivePhone"/>.</summary>
    public bool AsksPhone { get; init; }

    /// <summary>Whether "not now" is no answer to that.</summary>
    public bool MustGivePhone { get; init; }

    /// <summary>Whether what is on file for the user may be read and asked for: by whom they have shown to be, or by whose mailbox they read.</summary>
    public bool MayAskFactors => HasProvenWho || IsRecovering;

    /// <summary>Whether the user came by an old name, and the account has no e-mail address yet.</summary>
    public bool LacksAddress { get; init; }

    /// <summary>Whether a session was left alone too long, so that only the password opens it again.</summary>
    public bool IsLocked { get; init; }

    /// <summary>Whether the app or page needs to know at which clinic and in which role.</summary>
    public bool NeedsMembership { get; init; }

    /// <summary>The memberships that fit it.</summary>
    public ImmutableArray<Membership> Fitting { get; init; } = [];

    /// <summary>The one that is used: chosen by the user, or the only one that fits.</summary>
    public Membership? Membership { get; init; }

    /// <summary>
    /// What is open to the user: the second factors on file that work, recovery codes, a bypass code. Pages show <see cref="WaysToProve"/>: not
    /// every one of these counts under every policy.
    /// </summary>
    public ImmutableArray<WayIn> Ways { get; init; } = [];

    /// <summary>Whether a factor on file was switched off after too many wrong tries. It never leads to setting up another one.</summary>
    public bool HasDisabledFactor { get; init; }

    /// <summary>Whether any second factor is on file, a switched-off one included.</summary>
    public bool HasFactor => Ways.Any(way => way.IsFactor) || HasDisabledFactor;

    /// <summary>Whether a phone is on file, one that was switched off included: there is something that a phone reset can replace.</summary>
    public bool HasPhone { get; init; }

    /// <summary>Whether another phone was ever asked for and not set, whatever became of that.</summary>
    public bool HasPhoneReset { get; init; }

    /// <summary>Whether an admin has approved that this sign-in sets up a new phone instead of proving the one on file.</summary>
    public bool MayReplacePhone { get; init; }

    /// <summary>The browser's trusted device row for this user, if it brought one.</summary>
    public TrustedDevice? Device { get; init; }

    /// <summary>The way the user chose for this attempt, or that was begun for them.</summary>
    public Way? Chosen { get; init; }

    /// <summary>Whether the user asked for the list of ways.</summary>
    public bool AsksToChoose { get; init; }

    /// <summary>What is half set up: its code was sent and not yet entered, its passkey not yet made. Null when nothing is.</summary>
    public Way? SettingUp { get; init; }

    /// <summary>Whether recovery codes are drawn and the user has not said that they are kept. Only while a factor was proven in this attempt.</summary>
    public bool OwesRecoveryCodes { get; init; }

    /// <summary>Whether a factor was set up in this attempt, or proven in its reset, so that trust has not been offered beside a code.</summary>
    public bool WasSetUpHere { get; init; }

    /// <summary>Whether a passkey came after the password, where trust has not been offered either. Alone it needs none: it asks for nothing else.</summary>
    public bool PasskeyWasSecond { get; init; }

    /// <summary>Sign-ins of somebody who has no passkey, typed the password here, and was not asked lately whether they want one; 0 for everybody else.</summary>
    public int SignInsWithoutOffer { get; init; }

    /// <summary>Whether a set-up that may be put off is offered here: at a sign-in, until "not now"; never in the middle of a session.</summary>
    public bool MayBeOfferedSetUp { get; init; }

    /// <summary>Whether the user answered "this time only" or "remember".</summary>
    public bool AnsweredTrust { get; init; }

    /// <summary>Whether this runs inside a POST. A GET must never send anything, so it shows the choice with a button instead.</summary>
    public bool MaySend { get; init; }

    /// <summary>Whether the policy wants a second factor that nothing has supplied yet.</summary>
    public bool LacksSecondFactor(EffectivePolicy policy, DateTimeOffset now) =>
        policy.AsksSecondFactor && !policy.AcceptsFactorOf(Proofs) && !policy.AcceptsTrust(Proofs, Device, now);

    /// <summary>
    /// The ways by which it can be proven now. Where no factor on file is allowed here, those on file are still asked for once: whoever
    /// sets up a new factor shows the old one first, or a stolen password could bring its own phone along.
    /// </summary>
    public ImmutableArray<WayIn> WaysToProve(EffectivePolicy policy)
    {
        var allowed = Ways.Where(way => policy.Allows(way.Way)).ToImmutableArray();
        return allowed.Any(way => way.IsFactor) || !OwesOldFactor(policy) ? allowed : [.. Ways.Where(way => way.IsFactor), .. allowed];
    }

    /// <summary>
    /// The way that is asked for: the chosen one if it is still possible (the policy may have changed since), else the preferred one,
    /// else the first. Null when there is none.
    /// </summary>
    public WayIn? WayToProve(EffectivePolicy policy)
    {
        var ways = WaysToProve(policy);
        return ways.FirstOrDefault(way => way.Way == Chosen) ?? ways.FirstOrDefault(way => way.IsPreferred) ?? ways.MinBy(way => way.Way);
    }

    /// <summary>Whether the second factor is what is missing, and this way is the one it is asked by.</summary>
    public bool IsToProveBy(Way way, EffectivePolicy policy, DateTimeOffset now) =>
        LacksSecondFactor(policy, now) && WayToProve(policy)?.Way == way;

    /// <summary>
    /// Whether setting up a factor is what is missing: none that is allowed is on file, one that is on file has been shown, and the user
    /// did not take out a code instead.
    /// </summary>
    public bool MustSetUp(EffectivePolicy policy) =>
        !IsRecovering
        && (ReplacesPhone(policy) || (!HasDisabledFactor && !HasAllowedFactor(policy) && !OwesOldFactor(policy) && !PrefersCode(policy)));

    /// <summary>Whether a new phone is set up because an admin approved it. It needs a policy under which a phone counts.</summary>
    public bool ReplacesPhone(EffectivePolicy policy) => MayReplacePhone && (policy.Allows(Way.Text) || policy.Allows(Way.Voice));

    /// <summary>Whether setting up a factor comes next: because it is missing, or because there is time for it and the user has not said "not now".</summary>
    public bool NeedsSetUp(EffectivePolicy policy, DateTimeOffset now) =>
        (LacksSecondFactor(policy, now) && MustSetUp(policy)) || (policy.GraceUntil > now && MayBeOfferedSetUp);

    /// <summary>
    /// Whether there is no way on: every factor on file was switched off. Where none is, something can be set up always, because a passkey
    /// is allowed everywhere and reaches everything.
    /// </summary>
    public bool HasNoWayLeft(EffectivePolicy policy) => !MustSetUp(policy) && WaysToProve(policy).IsEmpty;

    private bool HasAllowedFactor(EffectivePolicy policy) => Ways.Any(way => way.IsFactor && policy.Allows(way.Way));

    private bool OwesOldFactor(EffectivePolicy policy) =>
        !HasDisabledFactor && Ways.Any(way => way.IsFactor) && !HasAllowedFactor(policy) && !HasProvenSomeWay(policy);

    private bool PrefersCode(EffectivePolicy policy) =>
        Ways.Any(way => !way.IsFactor && policy.Allows(way.Way) && (AsksToChoose || way.Way == Chosen));

    private bool HasProvenSomeWay(EffectivePolicy policy) =>
        Proofs.Any(proof => Ways.Any(way => way.IsFactor && Factors.Ways.ProofOf(way.Way) == proof.Kind)
            && (policy.FactorNotBefore is null || proof.At >= policy.FactorNotBefore));
}
