using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Factors;
using IdentityProvider.SignIn.Steps.OfferPasskey;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.SignIn;

/// <summary>Reads, once per request, everything the pipeline decides from.</summary>
public sealed partial class SignInTurns(
    IdpDbContext db, MemberPolicies policies, SignInWays ways, TrustedDevices devices, Sessions sessions, TimeProvider clock)
{
    public async Task<SignInTurn> ReadAsync(HttpContext http, SignInAttempt attempt, CancellationToken ct)
    {
        var now = clock.GetUtcNow();

        // A name that belongs to nobody is looked up like any other, and until the password is proven nothing else is read for
        // anybody: the two cannot be told apart with a stopwatch.
        var id = attempt.UserId ?? Guid.Empty;
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == id && u.DeactivatedAt == null, ct);
        var session = await SessionOfAsync(http, attempt, ct);
        var facts = FactsOf(attempt, user, session);
        if (user is null || !facts.MayAskFactors)
        {
            return new SignInTurn(attempt, user, await ClinicOfAsync(attempt.Demand, null, ct), facts, Unproven(attempt.Demand, now), now);
        }

        var memberships = await db.Memberships.Where(m => m.UserId == user.Id).ToListAsync(ct);
        if (session?.EmergencyId is not null && !await IsStillOpenAsync(session, user, memberships, ct))
        {
            session = null;
            facts = FactsOf(attempt, user, session);
        }

        facts = await KnownFactsOfAsync(http, facts, attempt, user, session, memberships, ct);
        var clinic = await ClinicOfAsync(attempt.Demand, facts.Membership, ct);
        if (facts.IsRecovering)
        {
            return await RecoveryOfAsync(new SignInTurn(attempt, user, clinic, facts, EffectivePolicy.OfRecovery(false, 0), now), memberships, ct);
        }

        var policy = await PolicyOfAsync(user, attempt.Demand, facts, memberships, now, ct);
        return attempt.IsEmergency || session?.EmergencyId is not null
            ? new SignInTurn(attempt, user, clinic, facts, policy.InEmergency(), now)
            : await AskingPhoneAsync(new SignInTurn(attempt, user, clinic, facts, policy, now), memberships, ct);
    }

    // The proofs of a session count only in the browser that holds it, and only while it lives.
    private async Task<Session?> SessionOfAsync(HttpContext http, SignInAttempt attempt, CancellationToken ct) =>
        attempt.SessionId is { } id && await sessions.CurrentAsync(http, ct) is { } current
        && current.Id == id && current.UserId == attempt.UserId && attempt.Demand.MayUse(current) ? current : null;

    // A clinic that switched emergency access off, or took somebody off the list, means those who are in as well.
    private async Task<bool> IsStillOpenAsync(Session session, User user, List<Membership> memberships, CancellationToken ct) =>
        memberships.FirstOrDefault(m => m.Id == session.EmergencyMembershipId) is { IsActive: true } membership
        && (await policies.OfAsync(membership, user, hasFactor: false, ct)).Policy.LetsInEmergency(user.Id);

    private SignInFacts FactsOf(SignInAttempt attempt, User? user, Session? session) =>
        FactsOf(attempt, user, session, session is not null && sessions.IsLocked(session));

    private async Task<SignInFacts> KnownFactsOfAsync(
        HttpContext http, SignInFacts facts, SignInAttempt attempt, User user, Session? session, List<Membership> memberships, CancellationToken ct)
    {
        var fitting = FittingOf(attempt.Demand, session, memberships);
        var used = Used(attempt, session, fitting);
        var onFile = await ways.OfAsync(user, ct, used);
        return KnownFactsOf(facts, attempt, new KnownOfUser(fitting, used, onFile)
        {
            SignInsWithoutOffer = onFile.Usable.Any(way => way.Way == Way.Passkey) ? 0 : await SignInsWithoutOfferAsync(attempt, user.Id, ct),
            Device = (await devices.LookAsync(http, user.Id, ct)).Device,
        });
    }

    // Only a sign-in from the start is a moment for it: whoever unlocks or steps up is in the middle of something.
    private async Task<int> SignInsWithoutOfferAsync(SignInAttempt attempt, Guid userId, CancellationToken ct)
    {
        if (attempt.SessionId is not null || attempt.Demand.StepUp != StepUp.None)
        {
            return 0;
        }

        var since = clock.GetUtcNow() - OfferPasskeyStep.AskedAgainAfter;
        return await db.Sessions.CountAsync(s => s.UserId == userId && !db.PasskeyHolders.Any(h => h.UserId == userId && h.OfferedAt > since), ct);
    }

    // Before the password is proven only what an app asked for shows: where somebody works would tell a stranger that the address is
    // known here, and a console's address which clinics there are.
    private async Task<Clinic?> ClinicOfAsync(SignInDemand demand, Membership? membership, CancellationToken ct)
    {
        var asked = demand.ClinicId ?? (demand.Audience?.Clinics is { Length: 1 } only ? only[0] : null);
        var id = membership?.ClinicId ?? (demand.PendingId is null ? null : asked);
        return id is null ? null : await db.Clinics.SingleOrDefaultAsync(c => c.Id == id, ct);
    }

    private async Task<EffectivePolicy> PolicyOfAsync(
        User user, SignInDemand demand, SignInFacts facts, List<Membership> memberships, DateTimeOffset now, CancellationToken ct)
    {
        var terms = facts.Membership is { } used ? await policies.OfAsync(used, user, facts.HasFactor, ct) : null;
        var policy = EffectivePolicy.Of(SourcesOf(user, demand, facts, policies.Floor, terms), now);
        if (facts.Membership is not null || demand.Audience is not null)
        {
            return policy;
        }

        // Outside a clinic the longest code of the user's clinics applies.
        var clinics = memberships.Where(m => m.IsActive).Select(m => m.ClinicId).Distinct().ToList();
        return policy with { CodeLength = await policies.LongestCodeAsync(clinics, ct) };
    }

    private EffectivePolicy Unproven(SignInDemand demand, DateTimeOffset now) =>
        EffectivePolicy.Of(new PolicySources { Demand = demand, Floor = policies.Floor }, now);
}
