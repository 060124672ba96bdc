using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.SignIn;

namespace IdentityProvider.Tests.SignIn.Walks.Pure;

/// <summary>What a request reads of an attempt. Here most rules are taken away: by what the program's own functions are told.</summary>
internal sealed partial class PureGround
{
    private readonly Dictionary<(Guid Attempt, Guid Clinic), (PolicyVersion Version, PolicyFloor Floor)> _beginnings = [];

    private SignInTurn Read(PureBrowser browser, SignInAttempt attempt)
    {
        var person = attempt.UserId is { } id ? _people.FirstOrDefault(person => person.User.Id == id && person.User.IsActive) : null;
        var session = SessionOf(browser, attempt);
        var facts = SignInTurns.FactsOf(attempt, person?.User, session, session is not null && IsLocked(session) && _removed != Removal.LockedSessionsAreOpen);
        if (_removed == Removal.ReplacedPasswordsCount && person is not null)
        {
            facts = facts with { Proofs = [.. attempt.Proofs, .. session?.Proofs ?? []] };
        }

        if (person is null || !facts.MayAskFactors)
        {
            return new SignInTurn(attempt, person?.User, null, facts, EffectivePolicy.Of(new PolicySources { Demand = attempt.Demand, Floor = _house.Floor }, _now), _now);
        }

        facts = KnownFacts(browser, attempt, facts, person, session);
        return new SignInTurn(attempt, person.User, null, facts, PolicyOf(attempt, facts, person), _now);
    }

    private SignInFacts KnownFacts(PureBrowser browser, SignInAttempt attempt, SignInFacts facts, PurePerson person, Session? session)
    {
        var demand = attempt.Demand;
        if (_removed == Removal.EveryRoleFits && demand.Audience is not null)
        {
            demand = demand with { Audience = new Audience([.. Enum.GetValues<Role>()], null) };
        }

        var fitting = _removed == Removal.PlacesThatWereLeftCount && demand.Audience is { } audience
            ? [.. person.Places.Where(place => audience.Roles.Contains(place.Role))]
            : SignInTurns.FittingOf(demand, session, person.Places);
        var used = SignInTurns.Used(attempt, session, fitting);
        var ways = SignInWays.OpenOf(_removed == Removal.FactorsOnFileAreNotSeen ? [] : person.Ways, [], preferred: null);
        return SignInTurns.KnownFactsOf(facts, attempt, new KnownOfUser(fitting, used, new WaysOnFile(ways, AnyDisabled: false, person.OwesCodes, MayReplacePhone: false))
        {
            Device = Look(browser, person.User.Id),
        });
    }

    private EffectivePolicy PolicyOf(SignInAttempt attempt, SignInFacts facts, PurePerson person)
    {
        var floor = _removed == Removal.TheServerAsksNobody ? new PolicyFloor() : _house.Floor;
        MemberTerms? terms = null;
        if (facts.Membership is { } used)
        {
            var version = _house.VersionOf(used.ClinicId);
            if (_removed == Removal.ThePolicyOfTheBeginningCounts)
            {
                _beginnings.TryAdd((attempt.Id, used.ClinicId), (version, floor));
                (version, floor) = _beginnings[(attempt.Id, used.ClinicId)];
            }

            terms = TermsOf(used, person, version, floor);
        }

        var demand = _removed == Removal.TheAppAsksNothing ? attempt.Demand with { LeastAcr = null } : attempt.Demand;
        var sources = SignInTurns.SourcesOf(person.User, demand, facts, floor, terms);
        var policy = EffectivePolicy.Of(sources with { OwnSwitch = sources.OwnSwitch && _removed != Removal.TheirOwnWishIsNotAsked }, _now);
        return _removed switch
        {
            Removal.ProofsOfAnyAgeCount => policy with { PasswordNotBefore = null, FactorNotBefore = null },
            Removal.EveryMethodCounts => policy with { Methods = ClinicPolicy.EveryMethod },
            Removal.TrustNeverRunsOut => policy with { TrustDays = policy.TrustDays == 0 ? 0 : ClinicPolicy.LongestTrustDays },
            Removal.TrustCountsEverywhere => policy with { TrustDays = policy.AsksSecondFactor ? Math.Max(policy.TrustDays, 30) : 0 },
            _ => policy,
        };
    }

    private MemberTerms TermsOf(Membership used, PurePerson person, PolicyVersion version, PolicyFloor floor)
    {
        if (_removed == Removal.TheClinicAsksNobody)
        {
            version = new PolicyVersion(version.ClinicId, version.Version, version.Policy with { Require = MfaRequirement.Nobody }, changedBy: null, _now);
        }

        var acceptedAt = _removed == Removal.GraceNeverEnds ? _now : used.AcceptedAt!.Value;
        var standing = new MemberStanding(used.Group, acceptedAt)
        {
            HadFactor = person.EverHadFactor && _removed != Removal.GraceIsForEverybody,
            OwnSwitch = person.User.SecondStepSince is not null && _removed != Removal.TheirOwnWishIsNotAsked,
        };
        return MemberTerms.Of(floor, version, standing, _now);
    }

    private Session? SessionOf(PureBrowser browser, SignInAttempt attempt) =>
        LiveSession(browser) is { } current
        && ((attempt.SessionId == current.Id && current.UserId == attempt.UserId) || _removed == Removal.OtherPeoplesSessionsCount) ? current : null;

    private Session? LiveSession(PureBrowser browser) => _removed switch
    {
        Removal.SessionsLastForEver when browser.Session is { EndedAt: null } old => old,
        Removal.EndedSessionsCount when browser.Session is { } ended && _now < ended.ExpiresAt => ended,
        _ => browser.LiveSession(_now),
    };

    // Every clinic of a walk leaves its people the same half hour.
    private bool IsLocked(Session session) => session.IsLocked(_now, new ClinicPolicy().IdleLockFor(RoleGroup.Staff));

    // The row behind the browser's cookie, when what it presents counts.
    private TrustedDevice? Look(PureBrowser browser, Guid user)
    {
        if (_removed == Removal.OtherPeoplesTrustCounts)
        {
            return browser.Remembered.Keys.Select(of => _devices.Find(device => device.UserId == of && device.EndedAt is null)).FirstOrDefault(device => device is not null);
        }

        if (!browser.Remembered.TryGetValue(user, out var token) || Row(token, user) is not { } row)
        {
            return null;
        }

        if (_removed == Removal.EndedTrustCounts && row.EndedAt is not null)
        {
            return new TrustedDevice(user, row.EarnedBy, token, new BrowserSighting("", "", ""), row.TrustedAt);
        }

        return row.Judge(token.VerifierHash(), _now) is DevicePresented.Current or DevicePresented.Overtaken or DevicePresented.Undelivered ? row : null;
    }

    private TrustedDevice? Row(DeviceToken token, Guid user) =>
        _devices.Find(device => device.UserId == user && device.Selector.AsSpan().SequenceEqual(token.Selector));
}
