using System.Collections.Immutable;
using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.SignIn;

/// <summary>Reads, once per request, everything the pipeline decides from.</summary>
public sealed class SignInTurns(
    IdpDbContext db, ClinicPolicies policies, SignInWays ways, TrustedDevices devices, Sessions sessions, TimeProvider clock)
{
    public async Task<SignInTurn> ReadAsync(HttpContext http, SignInAttempt attempt, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var user = attempt.UserId is { } id ? await db.Users.SingleOrDefaultAsync(u => u.Id == id && u.DeactivatedAt == null, ct) : null;
        var session = await SessionOfAsync(http, attempt, ct);
        var memberships = user is null ? [] : await db.Memberships.Where(m => m.UserId == user.Id).ToListAsync(ct);
        var facts = await FactsOfAsync(http, attempt, user, session, memberships, ct);
        var clinic = await ClinicOfAsync(attempt.Demand, facts.Membership, ct);
        var policy = await PolicyOfAsync(attempt.Demand, facts, memberships, now, ct);
        return new SignInTurn(attempt, user, clinic, facts, policy, now);
    }

    // The proofs of a session count only in the browser that holds it, and only while it lives.
    private async Task<Session?> SessionOfAsync(HttpContext http, SignInAttempt attempt, CancellationToken ct) =>
        attempt.SessionId is { } id && await sessions.CurrentAsync(http, ct) is { } current
        && current.Id == id && current.UserId == attempt.UserId ? current : null;

    private async Task<SignInFacts> FactsOfAsync(
        HttpContext http, SignInAttempt attempt, User? user, Session? session, List<Membership> memberships, CancellationToken ct)
    {
        var demand = attempt.Demand;
        var fitting = memberships.Where(m => demand.Audience?.Takes(m) == true && (demand.ClinicId ?? m.ClinicId) == m.ClinicId).ToImmutableArray();
        var onFile = user is null ? null : await ways.OfAsync(user, ct);
        return new SignInFacts
        {
            IsIdentified = attempt.TypedName is not null,
            // Nobody, or somebody whose account was closed meanwhile, has proven nothing.
            Proofs = user is null ? [] : [.. attempt.Proofs, .. session?.Proofs ?? []],
            IsLocked = session is not null && sessions.IsLocked(session) && !attempt.Proofs.Any(proof => proof.Kind == ProofKind.Password),
            NeedsMembership = demand.Audience is not null,
            Fitting = fitting,
            Membership = Used(attempt, session, fitting),
            Ways = onFile?.Usable ?? [],
            HasDisabledFactor = onFile?.AnyDisabled ?? false,
            Device = user is null ? null : (await devices.LookAsync(http, user.Id, ct)).Device,
            Chosen = attempt.ChosenMethod,
            AsksToChoose = attempt.AsksToChoose,
            IsSettingUp = attempt.SetUpMethod is not null,
            WasSetUpHere = attempt.WasSetUpHere,
            AnsweredTrust = attempt.WantsTrust is not null,
        };
    }

    private static Membership? Used(SignInAttempt attempt, Session? session, ImmutableArray<Membership> fitting)
    {
        var chosen = attempt.MembershipId ?? (attempt.Demand.SelectAccount ? null : session?.LastMembershipId);
        return fitting.Length == 1 ? fitting[0] : fitting.FirstOrDefault(membership => membership.Id == chosen);
    }

    // Before the membership is known, an app of one clinic already shows whose door this is.
    private async Task<Clinic?> ClinicOfAsync(SignInDemand demand, Membership? membership, CancellationToken ct)
    {
        var id = membership?.ClinicId ?? demand.ClinicId ?? (demand.Audience?.Clinics is { Length: 1 } only ? only[0] : null);
        return id is null ? null : await db.Clinics.SingleOrDefaultAsync(c => c.Id == id, ct);
    }

    private async Task<EffectivePolicy> PolicyOfAsync(
        SignInDemand demand, SignInFacts facts, List<Membership> memberships, DateTimeOffset now, CancellationToken ct)
    {
        var hasFactor = facts.Ways.Length > 0 || facts.HasDisabledFactor;
        if (facts.Membership is { } used)
        {
            var policy = (await policies.CurrentAsync(used.ClinicId, ct)).Policy;
            return EffectivePolicy.Of(demand, policy, used.Group, hasFactor, now);
        }

        // Outside a clinic the longest code of the user's clinics applies.
        var outside = EffectivePolicy.Of(demand, clinic: null, group: null, hasFactor, now);
        var clinics = memberships.Where(m => m.IsActive).Select(m => m.ClinicId).Distinct().ToList();
        return demand.Audience is null ? outside with { CodeLength = await policies.LongestCodeAsync(clinics, ct) } : outside;
    }
}
