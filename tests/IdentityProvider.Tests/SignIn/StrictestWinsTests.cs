using System.Collections.Immutable;
using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using static IdentityProvider.Tests.SignIn.Facts;

namespace IdentityProvider.Tests.SignIn;

/// <summary>
/// Every combination of what deployment, clinic, app, page and user can ask: the effective policy is never weaker than any one of them, never asks
/// without somebody who does, and names one who does. Each source is judged alone here, in words of this file.
/// </summary>
public class StrictestWinsTests
{
    private static readonly PolicyFloor NoFloor = new();
    private static readonly PolicyFloor HardFloor = new()
    {
        Require = MfaRequirement.StaffAndPatients,
        RefuseEmail = true,
        LongestTrustDays = 14,
        ShortestCode = 7,
        LongestCodeMinutes = 5,
    };

    [Fact]
    [Trait("Row", "B2")]
    public void The_effective_policy_is_never_weaker_than_any_of_its_sources()
    {
        var tried = 0;
        foreach (var combination in All())
        {
            var policy = EffectivePolicy.Of(combination.Sources, Noon);
            foreach (var complaint in Complaints(combination, policy))
            {
                Assert.Fail($"{complaint}: {combination}");
            }

            tried++;
        }

        Assert.True(tried > 50_000, $"only {tried} combinations");
    }

    private static IEnumerable<string> Complaints(Combination c, EffectivePolicy policy)
    {
        var asking = Asking(c).ToList();
        if (policy.AsksSecondFactor != (asking.Count > 0))
        {
            yield return $"asks {policy.AsksSecondFactor}, of {asking.Count} who ask";
        }

        if (asking.Count > 0 && !asking.Contains(policy.Rule))
        {
            yield return $"names {policy.Rule}, who does not ask";
        }

        foreach (var complaint in Weaker(c, policy, asking))
        {
            yield return complaint;
        }
    }

    private static IEnumerable<string> Weaker(Combination c, EffectivePolicy policy, List<PolicyRule> asking)
    {
        var days = asking.Select(rule => DaysOf(rule, c)).DefaultIfEmpty(0).Min();
        if (policy.TrustDays > days)
        {
            yield return $"trusts browsers for {policy.TrustDays} days, somebody says {days}";
        }

        if (Methods(c, asking).Any(set => !policy.Methods.IsSubsetOf(set)))
        {
            yield return $"takes {string.Join(' ', policy.Methods)}";
        }

        if (policy.CodeLength < Math.Max(c.Clinic?.CodeLength ?? 0, c.Floor.ShortestCode) || policy.CodeLifetime.TotalMinutes > Math.Min(c.Clinic?.CodeLifetimeMinutes ?? 10, c.Floor.LongestCodeMinutes))
        {
            yield return "has shorter codes, or older ones";
        }

        // The password an hour old, a text eleven minutes old: what asks for something fresher must not take it.
        if (c.Demand is { MaxAge: not null } or { ProveAgain: true } && policy.AcceptsPassword([new Proof(ProofKind.Password, Noon.AddHours(-1))]))
        {
            yield return "takes an old password";
        }

        Proof[] old = [new(ProofKind.Password, Noon.AddMinutes(-11)), new(ProofKind.Text, Noon.AddMinutes(-11))];
        if ((asking.Contains(PolicyRule.Page) || c.Demand.MaxAge is not null || c.Demand.ProveAgain) && policy.AcceptsFactorOf(old))
        {
            yield return "takes an old factor";
        }

        Proof[] mail = [new(ProofKind.Password, Noon), new(ProofKind.Email, Noon)];
        if (c.Demand.LeastAcr == Acr.Aal2 && policy.AcceptsFactorOf(mail))
        {
            yield return "takes a mailed code for aal2";
        }
    }

    private static IEnumerable<PolicyRule> Asking(Combination c)
    {
        if (c.Demand.StepUp == StepUp.SecondFactor || (c.Demand.StepUp == StepUp.SecondFactorIfOnFile && c.HasFactor))
        {
            yield return PolicyRule.Page;
        }

        if (c.Demand.LeastAcr == Acr.Aal2)
        {
            yield return PolicyRule.App;
        }

        if (Covers(c.Floor.Require, c.Group) && c.Clinic is not null)
        {
            yield return PolicyRule.Deployment;
        }

        if (c.Clinic is { } clinic && Covers(clinic.Require, c.Group) && !c.IsExempt && (!c.HasGrace || c.HasFactor))
        {
            yield return PolicyRule.Clinic;
        }

        if (c.HasPlatformRole)
        {
            yield return PolicyRule.Role;
        }

        if (c.OwnSwitch || (c.Clinic is null && c.HasFactor))
        {
            yield return PolicyRule.User;
        }
    }

    private static bool Covers(MfaRequirement require, RoleGroup group) =>
        require == MfaRequirement.StaffAndPatients || (require == MfaRequirement.Staff && group == RoleGroup.Staff);

    private static int DaysOf(PolicyRule rule, Combination c) => rule switch
    {
        PolicyRule.Page or PolicyRule.App => 0,
        PolicyRule.Deployment => c.Floor.LongestTrustDays,
        PolicyRule.Clinic when c.Clinic!.When == MfaMoment.EverySignIn => 0,
        PolicyRule.Clinic => c.Group == RoleGroup.Staff ? c.Clinic!.RememberStaffDays : c.Clinic!.RememberPatientsDays,
        _ => 365,
    };

    private static IEnumerable<ImmutableSortedSet<Method>> Methods(Combination c, List<PolicyRule> asking)
    {
        if (c.Clinic is { } clinic && (asking.Contains(PolicyRule.Clinic) || asking.Contains(PolicyRule.Deployment) || asking.Contains(PolicyRule.App)))
        {
            yield return c.Group == RoleGroup.Staff ? clinic.StaffMethods : clinic.PatientMethods;
        }

        if (c.Floor.RefuseEmail || c.Demand.LeastAcr == Acr.Aal2)
        {
            yield return Only(Method.Text, Method.Voice, Method.AuthenticatorApp);
        }
    }

    private static IEnumerable<Combination> All() =>
        from demand in Demands()
        from clinic in Clinics()
        from floor in new[] { NoFloor, HardFloor, HardFloor with { Require = MfaRequirement.Nobody }, NoFloor with { Require = MfaRequirement.Staff } }
        from bits in Enumerable.Range(0, 64)
        let c = new Combination(
            demand with { Audience = clinic is null ? null : FromApp.Audience }, clinic, floor, (bits & 1) == 0 ? RoleGroup.Staff : RoleGroup.Patient,
            (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0, (bits & 32) != 0)
        select c;

    private static readonly Acr?[] LeastAcrs = [null, Acr.Aal1, Acr.Aal2];

    private static IEnumerable<SignInDemand> Demands() =>
        from stepUp in Enum.GetValues<StepUp>()
        from acr in LeastAcrs
        from fresh in Enumerable.Range(0, 3)
        select new SignInDemand { AskedAt = Noon, StepUp = stepUp, LeastAcr = acr, MaxAge = fresh == 1 ? TimeSpan.FromMinutes(10) : null, ProveAgain = fresh == 2 };

    private static IEnumerable<ClinicPolicy?> Clinics() => (
        from require in Enum.GetValues<MfaRequirement>()
        from when in Enum.GetValues<MfaMoment>()
        from methods in new[] { Only(Method.Text, Method.Email), Only(Method.AuthenticatorApp) }
        select new ClinicPolicy
        {
            Require = require,
            When = when,
            StaffMethods = methods,
            PatientMethods = methods.Add(Method.Voice),
            RememberStaffDays = 10,
            RememberPatientsDays = 20,
            CodeLength = 8,
            CodeLifetimeMinutes = 6,
        }).Append(null);

    private sealed record Combination(
        SignInDemand Demand, ClinicPolicy? Clinic, PolicyFloor Floor, RoleGroup Group, bool HasFactor, bool IsExempt, bool HasGrace, bool OwnSwitch, bool HasPlatformRole)
    {
        public PolicySources Sources => new()
        {
            Demand = Demand,
            Floor = Floor,
            HasFactor = HasFactor,
            HasPlatformRole = HasPlatformRole,
            OwnSwitch = OwnSwitch,
            Terms = Clinic is null ? null : Terms(Clinic with { GraceDays = HasGrace ? 7 : 0 }, Group, Floor, new MemberStanding(Group, Noon)
            {
                HadFactor = HasFactor,
                ExemptUntil = IsExempt ? Noon.AddDays(1) : null,
                OwnSwitch = OwnSwitch,
            }),
        };
    }
}
