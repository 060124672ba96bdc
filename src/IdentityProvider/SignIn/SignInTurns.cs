using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Factors;
using IdentityProvider.Users;

namespace IdentityProvider.SignIn;

/// <summary>Reads, once per request, everything the pipeline decides from.</summary>
public sealed partial class SignInTurns(
    UsersOnFile users, MemberPolicies policies, SignInWays ways, TrustedDevices devices, Sessions sessions, TimeProvider clock)
{
    public Task<SignInTurn> ReadAsync(HttpContext http, SignInAttempt attempt, CancellationToken ct) => ReadAsync(http, attempt, before: null, ct);

    /// <summary>
    /// Judges once more what this request has read, now that its form has proven something: what is on file and what the clinic asks are not read again.
    /// Only where nothing on file was changed since, by this request or by a statement of its own.
    /// </summary>
    public Task<SignInTurn> AgainAsync(HttpContext http, SignInTurn before, CancellationToken ct) => ReadAsync(http, before.Attempt, before, ct);

    private async Task<SignInTurn> ReadAsync(HttpContext http, SignInAttempt attempt, SignInTurn? before, CancellationToken ct)
    {
        var now = clock.GetUtcNow();

        // A name that belongs to nobody is looked up like any other, and until the password is proven nothing else is read for
        // anybody: the two cannot be told apart with a stopwatch.
        var file = before?.File ?? (attempt is { MayKnowUser: true, UserId: { } id } ? await users.FindAsync(id, ct) : null);
        var user = attempt.MayKnowUser ? file?.User : await users.TypedAsync(attempt, ct);
        var session = await SessionOfAsync(http, attempt, ct);
        var facts = FactsOf(attempt, user, session);
        if (file is null || !facts.MayAskFactors)
        {
            return new SignInTurn(attempt, user, await AskedClinicAsync(attempt.Demand, ct), facts, Unproven(attempt.Demand, now), now);
        }

        if (session?.EmergencyId is not null && !await IsStillOpenAsync(session, file, ct))
        {
            session = null;
            facts = FactsOf(attempt, user, session);
        }

        facts = await KnownFactsOfAsync(http, facts, attempt, file, session, ct);
        var place = facts.Membership is { } used ? before?.Place ?? await policies.AtAsync(used, file.User, facts.HasFactor, file.PlaceOf(used), ct) : null;
        var turn = await UnderPolicyAsync(attempt, file, place, facts, isEmergency: attempt.IsEmergency || session?.EmergencyId is not null, now, ct);
        return turn with { File = file, Place = place };
    }

    private async Task<SignInTurn> UnderPolicyAsync(
        SignInAttempt attempt, UserOnFile file, MemberPlace? place, SignInFacts facts, bool isEmergency, DateTimeOffset now, CancellationToken ct)
    {
        var clinic = place is null ? await AskedClinicAsync(attempt.Demand, ct) : place.Clinic;
        if (facts.IsRecovering)
        {
            return await RecoveryOfAsync(new SignInTurn(attempt, file.User, clinic, facts, EffectivePolicy.OfRecovery(false, 0), now), file, ct);
        }

        var policy = PolicyOf(attempt.Demand, facts, file, place?.Terms, now);
        return isEmergency
            ? new SignInTurn(attempt, file.User, clinic, facts, policy.InEmergency(), now)
            : AskingPhone(new SignInTurn(attempt, file.User, clinic, facts, policy, now), file);
    }

    // The proofs of a session count only in the browser that holds it, and only while it lives.
    private async Task<Session?> SessionOfAsync(HttpContext http, SignInAttempt attempt, CancellationToken ct) =>
        attempt.SessionId is { } id && await sessions.CurrentAsync(http, ct) is { } current
        && current.Id == id && current.UserId == attempt.UserId && attempt.Demand.MayUse(current) ? current : null;

    // A clinic that switched emergency access off, or took somebody off the list, means those who are in as well.
    private async Task<bool> IsStillOpenAsync(Session session, UserOnFile file, CancellationToken ct) =>
        file.Memberships.FirstOrDefault(m => m.Id == session.EmergencyMembershipId) is { IsActive: true } membership
        && (await policies.AtAsync(membership, file.User, hasFactor: false, file.PlaceOf(membership), ct)).Terms.Policy.LetsInEmergency(file.User.Id);

    private SignInFacts FactsOf(SignInAttempt attempt, User? user, Session? session) =>
        FactsOf(attempt, user, session, session is not null && sessions.IsLocked(session));

    private async Task<SignInFacts> KnownFactsOfAsync(
        HttpContext http, SignInFacts facts, SignInAttempt attempt, UserOnFile file, Session? session, CancellationToken ct)
    {
        var fitting = FittingOf(attempt.Demand, session, file.Memberships);
        var used = Used(attempt, session, fitting);
        var onFile = await ways.OfAsync(file, ct, used);
        return KnownFactsOf(facts, attempt, new KnownOfUser(fitting, used, onFile)
        {
            SignInsWithoutOffer = MayOfferPasskey(attempt, onFile) ? file.SessionsWithoutOffer : 0,
            Device = (await devices.LookAsync(http, file.User.Id, ct)).Device,
        });
    }

    // Only a sign-in from the start is a moment for it: whoever unlocks or steps up is in the middle of something.
    private static bool MayOfferPasskey(SignInAttempt attempt, WaysOnFile onFile) =>
        attempt.SessionId is null && attempt.Demand.StepUp == StepUp.None && onFile.Usable.All(way => way.Way != Way.Passkey);

    // Before the password is proven only what an app asked for shows: where somebody works would tell a stranger that the address is
    // known here, and a console's address which clinics there are.
    private async Task<Clinic?> AskedClinicAsync(SignInDemand demand, CancellationToken ct)
    {
        var asked = demand.ClinicId ?? (demand.Audience?.Clinics is { Length: 1 } only ? only[0] : null);
        return demand.PendingId is null || asked is not { } id ? null : await policies.ClinicAsync(id, ct);
    }

    private EffectivePolicy PolicyOf(SignInDemand demand, SignInFacts facts, UserOnFile file, MemberTerms? terms, DateTimeOffset now)
    {
        var policy = EffectivePolicy.Of(SourcesOf(file.User, demand, facts, policies.Floor, terms), now);
        if (facts.Membership is not null || demand.Audience is not null)
        {
            return policy;
        }

        // Outside a clinic the longest code of the user's clinics applies.
        return policy with { CodeLength = policies.LongestCodeAt(file.ActivePlaces) };
    }

    private EffectivePolicy Unproven(SignInDemand demand, DateTimeOffset now) =>
        EffectivePolicy.Of(new PolicySources { Demand = demand, Floor = policies.Floor }, now);
}
