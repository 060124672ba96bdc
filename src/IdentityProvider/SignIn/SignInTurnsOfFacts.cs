using System.Collections.Immutable;
using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;
using IdentityProvider.Users;

namespace IdentityProvider.SignIn;

/// <summary>What was read of somebody who has shown to be who was typed.</summary>
/// <param name="Fitting">The memberships that fit what is asked for.</param>
/// <param name="Used">The one that is used; null while it has to be chosen.</param>
/// <param name="OnFile">What is on file to prove a sign-in with.</param>
internal sealed record KnownOfUser(ImmutableArray<Membership> Fitting, Membership? Used, WaysOnFile OnFile)
{
    /// <summary>The browser's trusted device row for this user, if it brought one.</summary>
    public TrustedDevice? Device { get; init; }

    /// <summary>See <see cref="SignInFacts.SignInsWithoutOffer"/>.</summary>
    public int SignInsWithoutOffer { get; init; }
}

/// <summary>What facts follow from what was read. Pure.</summary>
public sealed partial class SignInTurns
{
    /// <summary>The facts while nobody has shown to be who was typed.</summary>
    /// <param name="session">The session it goes on from; null for none, or for one that does not count here.</param>
    /// <param name="isLocked">Whether that session was left alone too long.</param>
    internal static SignInFacts FactsOf(SignInAttempt attempt, User? user, Session? session, bool isLocked)
    {
        // Nobody, or somebody whose account was closed meanwhile, has proven nothing; nor has who typed a password that was replaced since.
        var provenHere = user is null ? [] : attempt.ProofsUnder(user.SecurityStamp);
        return Unknown(attempt, user, session) with
        {
            Proofs = user is null ? [] : [.. provenHere, .. session?.Proofs ?? []],
            ProvenHere = provenHere,
            IsLocked = isLocked && !provenHere.Any(proof => proof.Kind is ProofKind.Password or ProofKind.Passkey),
            WasSetUpHere = attempt.WasSetUpHere || (attempt.Recovery == AttemptRecovery.Done && provenHere.Any(proof => TrustedDevice.IsEarnedBy(proof.Kind))),
            PasskeyWasSecond = attempt.ChosenWay == Way.Passkey && provenHere.Any(proof => proof.Kind == ProofKind.Passkey),
        };
    }

    private static SignInFacts Unknown(SignInAttempt attempt, User? user, Session? session) => new()
    {
        IsIdentified = attempt.TypedName is not null,
        LacksAddress = user is { Email: null },
        // A password set elsewhere since the link was used ends the reset: its stamp is another one.
        IsRecovering = user is not null && attempt.Recovery == AttemptRecovery.Reset && !attempt.IsOutdated(user.SecurityStamp),
        NeedsMembership = attempt.Demand.Audience is not null,
        Chosen = attempt.ChosenWay,
        AsksToChoose = attempt.AsksToChoose,
        SettingUp = attempt.SetUpWay,
        MayBeOfferedSetUp = session is null && !attempt.PostponedSetUp,
        AnsweredTrust = attempt.WantsTrust is not null,
    };

    /// <summary>The facts once what is on file may be read.</summary>
    internal static SignInFacts KnownFactsOf(SignInFacts facts, SignInAttempt attempt, KnownOfUser known) => facts with
    {
        Fitting = known.Fitting,
        Membership = known.Used,
        Ways = known.OnFile.Usable,
        HasDisabledFactor = known.OnFile.AnyDisabled,
        HasPhone = known.OnFile.HasPhone,
        HasPhoneReset = known.OnFile.HasPhoneReset,
        SignInsWithoutOffer = known.SignInsWithoutOffer,
        // Nobody but whoever has just proven a factor is shown the codes that stand in for it.
        OwesRecoveryCodes = known.OnFile.OwesRecoveryCodes && facts.ProvenHere.Any(proof => TrustedDevice.IsEarnedBy(proof.Kind)),

        // For a sign-in whose password was typed here, and for nothing else: whoever sits down at an open session replaces no phone.
        MayReplacePhone = known.OnFile.MayReplacePhone && attempt.Demand.StepUp == StepUp.None
            && facts.ProvenHere.Any(proof => proof.Kind == ProofKind.Password),
        Device = attempt.Recovery is AttemptRecovery.Reset or AttemptRecovery.Done ? null : known.Device,
    };

    /// <summary>The memberships with which the app or page can be used.</summary>
    internal static ImmutableArray<Membership> FittingOf(SignInDemand demand, Session? session, IEnumerable<Membership> memberships) =>
    [
        .. memberships.Where(m => demand.Audience?.Takes(m) == true && (demand.ClinicId ?? m.ClinicId) == m.ClinicId
            && (session?.EmergencyMembershipId ?? m.Id) == m.Id),
    ];

    /// <summary>The one that is used: the only one, or the one that was chosen; null while it has to be chosen.</summary>
    internal static Membership? Used(SignInAttempt attempt, Session? session, ImmutableArray<Membership> fitting)
    {
        var chosen = attempt.MembershipId ?? (attempt.Demand.SelectAccount ? null : session?.LastMembershipId);
        return fitting.Length == 1 ? fitting[0] : fitting.FirstOrDefault(membership => membership.Id == chosen);
    }

    /// <summary>Everything that asks something of them.</summary>
    /// <param name="terms">What is asked of the membership that is used; null where none is.</param>
    internal static PolicySources SourcesOf(User user, SignInDemand demand, SignInFacts facts, PolicyFloor floor, MemberTerms? terms) => new()
    {
        Demand = demand,
        Floor = floor,
        Terms = terms,
        HasFactor = facts.HasFactor,
        HasPlatformRole = user.IsDeveloper || user.IsOperator,
        OwnSwitch = user.SecondStepSince is not null,
    };
}
