using System.Collections.Immutable;
using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;

namespace IdentityProvider.Tests.SignIn.Walks.Pure;

/// <summary>The clinics of a walk, their policies and the server's floor, in the program's own terms.</summary>
internal sealed class PureHouse
{
    private static readonly ImmutableArray<RoleGroup> Everybody = [RoleGroup.Staff, RoleGroup.Patient];
    private readonly PolicyVersion[] _versions;

    public PureHouse(DateTimeOffset now)
    {
        Clinics = [.. Enumerable.Range(0, Cast.Clinics).Select(_ => Guid.CreateVersion7(now))];
        _versions = [.. Clinics.Select(clinic => new PolicyVersion(clinic, 1, PolicyOf(Cast.Houses[0]), changedBy: null, now))];
    }

    public Guid[] Clinics { get; }

    public PolicyFloor Floor { get; private set; } = FloorOf(Cast.Servers[0]);

    public PolicyVersion VersionOf(Guid clinic) => _versions[Array.IndexOf(Clinics, clinic)];

    public void Change(int clinic, HouseRules rules, DateTimeOffset now)
    {
        var last = _versions[clinic];
        _versions[clinic] = new PolicyVersion(last.ClinicId, last.Version + 1, PolicyOf(rules), changedBy: null, now).After(last);
    }

    public void Change(ServerRules rules) => Floor = FloorOf(rules);

    public static PolicyFloor FloorOf(ServerRules rules) => new() { Require = RequirementOf(rules.Whom), LongestTrustDays = rules.TrustDays };

    public static ClinicPolicy PolicyOf(HouseRules rules)
    {
        ImmutableSortedSet<Method> methods = [.. rules.Text ? new[] { Method.Text } : [], .. rules.Voice ? new[] { Method.Voice } : []];
        return new ClinicPolicy
        {
            Require = RequirementOf(rules.Whom),
            StaffMethods = methods,
            PatientMethods = methods,
            When = rules.TrustDays == 0 ? MfaMoment.EverySignIn : MfaMoment.UnrecognizedBrowsers,
            RememberStaffDays = rules.TrustDays,
            RememberPatientsDays = rules.TrustDays,
            CodeLifetimeMinutes = rules.Minutes,
            GraceDays = rules.GraceDays,
        };
    }

    public static SignInDemand DemandOf(Door door, DateTimeOffset now) => new()
    {
        AskedAt = now,
        PendingId = door.IsOwn ? null : Guid.Empty,
        Return = door.IsOwn ? new LocalReturn(LocalPage.Account) : null,
        Audience = door.IsOwn ? null : Audience.Of(door.Patients ? Everybody : [RoleGroup.Staff], clinics: null),
        LeastAcr = door.Wants == Wants.TwoFactors ? Acr.Aal2 : null,
        MaxAge = door.Wants == Wants.Fresh ? TimeSpan.FromMinutes(5) : null,
        ProveAgain = door.Wants == Wants.Again,
        SelectAccount = door.Wants == Wants.Chosen,
    };

    private static MfaRequirement RequirementOf(Asked whom) => whom switch
    {
        Asked.Nobody => MfaRequirement.Nobody,
        Asked.Staff => MfaRequirement.Staff,
        Asked.Everybody => MfaRequirement.StaffAndPatients,
    };
}
