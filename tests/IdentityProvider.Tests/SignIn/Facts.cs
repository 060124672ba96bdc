using System.Collections.Immutable;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using IdentityProvider.SignIn.Steps.AskApproval;
using IdentityProvider.SignIn.Steps.AskPhone;
using IdentityProvider.SignIn.Steps.Authenticator;
using IdentityProvider.SignIn.Steps.BypassCode;
using IdentityProvider.SignIn.Steps.ChooseClinic;
using IdentityProvider.SignIn.Steps.ChooseFactor;
using IdentityProvider.SignIn.Steps.Code;
using IdentityProvider.SignIn.Steps.ConfirmAuthenticator;
using IdentityProvider.SignIn.Steps.ConfirmFactor;
using IdentityProvider.SignIn.Steps.CreatePasskey;
using IdentityProvider.SignIn.Steps.Identify;
using IdentityProvider.SignIn.Steps.KeepRecoveryCodes;
using IdentityProvider.SignIn.Steps.NewPassword;
using IdentityProvider.SignIn.Steps.NoMembership;
using IdentityProvider.SignIn.Steps.NoWayLeft;
using IdentityProvider.SignIn.Steps.OfferPasskey;
using IdentityProvider.SignIn.Steps.OfferTrust;
using IdentityProvider.SignIn.Steps.Passkey;
using IdentityProvider.SignIn.Steps.Password;
using IdentityProvider.SignIn.Steps.RecoveryCode;
using IdentityProvider.SignIn.Steps.SetUpFactor;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Tests.SignIn;

/// <summary>The people, policies and questions that the pure tests of the pipeline talk about.</summary>
internal static class Facts
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static readonly SignInFacts Nobody = new() { IsIdentified = false };

    /// <summary>Typed a name and the right password, at a clinic as staff, in a POST.</summary>
    public static readonly SignInFacts Staff = new()
    {
        IsIdentified = true,
        Proofs = [new Proof(ProofKind.Password, Noon)],
        NeedsMembership = true,
        Fitting = [MembershipAs(Role.Staff)],
        Membership = MembershipAs(Role.Staff),
        MaySend = true,
    };

    public static readonly WayIn ByText = new(Way.Text, Guid.Empty, "(•••) •••-0123", IsPreferred: true);
    public static readonly WayIn ByVoice = new(Way.Voice, Guid.Empty, "(•••) •••-0123", IsPreferred: false);
    public static readonly WayIn ByEmail = new(Way.Email, Guid.Empty, "m•••@lakesidefm.example", IsPreferred: false);

    public static readonly WayIn ByPasskey = new(Way.Passkey, Guid.Empty, "Desk key", IsPreferred: false);

    public static SignInDemand FromApp => new() { AskedAt = Noon, Audience = new Audience([Role.Owner, Role.Admin, Role.Staff], null) };

    public static SignInFacts With(this SignInFacts facts, params WayIn[] ways) => facts with { Ways = [.. ways] };

    public static SignInFacts Proving(this SignInFacts facts, params ProofKind[] kinds) =>
        facts with { Proofs = [.. facts.Proofs, .. kinds.Select(kind => new Proof(kind, Noon))] };

    /// <summary>In a session whose sign-in a browser stood in for at noon, trusted so many days before.</summary>
    public static SignInFacts StoodInFor(this SignInFacts facts, ProofKind earnedBy, int daysOld) => facts with
    {
        Proofs = [.. facts.Proofs, new Proof(ProofKind.TrustedDevice, Noon) { EarnedBy = earnedBy, TrustedAt = Noon.AddDays(-daysOld) }],
    };

    public static Membership MembershipAs(Role role)
    {
        var membership = new Membership(Guid.Empty, Guid.Empty, role, Noon);
        membership.Accept(Noon);
        return membership;
    }

    public static EffectivePolicy Policy(ClinicPolicy? clinic = null, SignInDemand? demand = null, DateTimeOffset? now = null) =>
        Policy(clinic, RoleGroup.Staff, demand ?? FromApp, now);

    public static EffectivePolicy Policy(ClinicPolicy? clinic, RoleGroup group, SignInDemand demand, DateTimeOffset? now = null) => EffectivePolicy.Of(
        new PolicySources { Demand = demand, Terms = Terms(clinic ?? new ClinicPolicy(), group, now: now), HasFactor = true }, now ?? Noon);

    /// <summary>What a clinic that has always asked so asks of somebody who came at noon and has a factor.</summary>
    public static MemberTerms Terms(
        ClinicPolicy clinic, RoleGroup group = RoleGroup.Staff, PolicyFloor? floor = null, MemberStanding? member = null, DateTimeOffset? now = null) => MemberTerms.Of(
        floor ?? new PolicyFloor(), new PolicyVersion(Guid.Empty, 1, clinic, changedBy: null, Noon), member ?? new MemberStanding(group, Noon) { HadFactor = true }, now ?? Noon);

    public static TrustedDevice Trusted(ProofKind earnedBy, DateTimeOffset at) =>
        new(Guid.Empty, earnedBy, DeviceToken.Draw(), new BrowserSighting("Firefox", "Windows", ""), at);

    /// <summary>The path of the step that comes next, or null when the session may begin.</summary>
    public static string? Next(SignInFacts facts, EffectivePolicy? policy = null, DateTimeOffset? now = null) =>
        InOrder.Next(facts, policy ?? Policy(), now ?? Noon)?.Path;

    private static readonly SignInPipeline InOrder = new(
    [
        new IdentifyStep(), new PasswordStep(), new NoMembershipStep(), new ChooseClinicStep(), new AskApprovalStep(), new NoWayLeftStep(),
        new SetUpFactorStep(), new ConfirmAuthenticatorStep(null!), new ConfirmFactorStep(null!), new CreatePasskeyStep(), new ChooseFactorStep(),
        new PasskeyStep(), new AuthenticatorStep(), new RecoveryCodeStep(), new BypassCodeStep(), new CodeStep(null!), new NewPasswordStep(), new AskPhoneStep(), new OfferTrustStep(), new KeepRecoveryCodesStep(),
        new OfferPasskeyStep(Options.Create(new PasskeyOptions())),
    ]);

    public static ImmutableSortedSet<Method> Only(params Method[] methods) => [.. methods];
}
