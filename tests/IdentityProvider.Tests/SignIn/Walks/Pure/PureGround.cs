using IdentityProvider.SignIn;

namespace IdentityProvider.Tests.SignIn.Walks.Pure;

/// <summary>
/// A walk without a database and without HTTP: attempt, facts, policy, pipeline, proofs, trust, codes and limits are the program's own. What
/// the pages and the plural files do around them, reading rows and handing them on, is done here over lists.
/// </summary>
internal sealed partial class PureGround : IGround
{
    private const int MostRedirects = 8;
    private readonly Removal _removed;
    private readonly PureCodes _codes;
    private readonly PureLimits _limits;
    private readonly PureHouse _house;
    private readonly PurePerson[] _people;
    private readonly PureBrowser[] _browsers = [new(), new()];
    private readonly PureTab[] _tabs = [.. Enumerable.Range(0, Cast.Tabs).Select(_ => new PureTab())];
    private readonly SignInPipeline _pipeline;
    private List<Letter> _letters = [];
    private Entry? _entry;
    private (int Who, int Phone)? _added;
    private DateTimeOffset _now = Cast.Start;

    public PureGround(Removal removed = Removal.Nothing)
    {
        (_removed, _codes, _limits, _house) = (removed, new PureCodes(removed), new PureLimits(removed), new PureHouse(_now));
        _people = [.. Enumerable.Range(0, Cast.People).Select(who => new PurePerson(who, _house.Clinics, _now))];
        _pipeline = PurePipeline.Without(removed);
    }

    public ValueTask<Seen> DoAsync(Deed deed)
    {
        // Two readings of a clock are never the same.
        _now += TimeSpan.FromMicroseconds(1);
        (_letters, _entry, _added) = ([], null, null);
        if (Happens(deed))
        {
            return new(new Seen(""));
        }

        var (tab, browser) = (_tabs[deed.Tab], _browsers[Cast.BrowserOf(deed.Tab)]);
        var page = deed.Act switch
        {
            Act.Open => Open(deed, tab, browser),
            Act.Foreign when tab.Attempt is null => Seen.Expired,
            Act.Foreign => Show(_browsers[1 - Cast.BrowserOf(deed.Tab)], tab.Attempt, tab.Page),
            Act.Look => Show(browser, tab.Attempt, tab.Page),
            _ => Show(browser, tab.Attempt, Post(deed, tab, browser)),
        };
        if (deed.Act != Act.Foreign)
        {
            tab.Page = page;
        }

        return new(new Seen(page) { Letters = _letters, Entry = _entry, Added = _added, CanGoOn = CanGoOn(page, tab, browser) });
    }

    // As the door: a session may be enough; what is missing otherwise is an attempt's business.
    private string Open(Deed deed, PureTab tab, PureBrowser browser)
    {
        var draft = new SignInAttempt(PureHouse.DemandOf(Cast.Doors[deed.Number], _now), _now);
        (tab.Round, tab.Attempt) = (tab.Round + 1, draft);
        if (!draft.Demand.SelectAccount && LiveSession(browser) is { } session)
        {
            draft.GoOnFrom(session.Id, session.UserId, [1]);
        }

        var turn = Read(browser, draft);
        var next = _pipeline.Next(turn.Facts, turn.Policy, _now);
        if (next is null && !SignInTrust.StandsIn(turn) && LiveSession(browser) is { } enough)
        {
            if (_now - enough.LastSeenAt >= TimeSpan.FromMinutes(1))
            {
                enough.Seen(_now);
            }

            tab.Attempt = null;
            Grant(turn, enough);
            _entry = EntryOf(turn, isAtOnce: true);
            return Seen.In;
        }

        browser.Begin(draft, _now);
        return Show(browser, draft, next?.Path ?? SignInFlow.ContinuePage);
    }

    // What GETs do, from redirect to redirect.
    private string Show(PureBrowser browser, SignInAttempt? attempt, string page)
    {
        for (var i = 0; i < MostRedirects; i++)
        {
            var next = attempt is null ? page : Arrive(browser, attempt, page);
            if (next == page)
            {
                return page;
            }

            page = next;
        }

        return "a circle of redirects";
    }

    private string Arrive(PureBrowser browser, SignInAttempt attempt, string page)
    {
        if (WhyNotLive(browser, attempt) is { } elsewhere)
        {
            return elsewhere;
        }

        var turn = Read(browser, attempt);
        var next = _pipeline.Next(turn.Facts, turn.Policy, _now);
        var mayGoOn = attempt.TypedName is null && !attempt.Demand.SelectAccount && LiveSession(browser) is not null;
        var isLocked = turn.User is { } user && turn.Facts.MayAskFactors && _codes.LockedUntil(user.Id, _now) is not null;
        return page switch
        {
            SignInFlow.ContinuePage => mayGoOn || (turn.Facts.HasProvenWho && next is null) ? page : "/sign-in",
            SignInFlow.LockedPage => isLocked ? page : "/sign-in",
            _ when next?.Path != page => next?.Path ?? SignInFlow.ContinuePage,
            "/sign-in" when mayGoOn => SignInFlow.ContinuePage,
            "/sign-in/code" when isLocked => SignInFlow.LockedPage,
            _ => page,
        };
    }

    private string? WhyNotLive(PureBrowser browser, SignInAttempt attempt) =>
        !browser.Holds(attempt, _now) && _removed != Removal.OtherBrowsersGoOn ? Seen.Expired
        : attempt.IsLive(_now) || (_removed == Removal.AttemptsLastForEver && attempt.EndedAt is null) ? null
        : attempt.End is AttemptEnd.Completed or AttemptEnd.Denied ? Seen.In : Seen.Expired;

    private bool CanGoOn(string page, PureTab tab, PureBrowser browser)
    {
        if (page is Seen.In or Seen.Expired || tab.Attempt is not { } attempt)
        {
            return true;
        }

        var turn = Read(browser, attempt);
        return page switch
        {
            "/sign-in/clinic" => turn.Facts.Fitting.Length > 0,
            "/sign-in/code" or "/sign-in/choose" => turn.Facts.WaysToProve(turn.Policy).Length > 0,
            _ => page.StartsWith('/'),
        };
    }

    private int WhoIs(Guid userId) => Array.FindIndex(_people, person => person.User.Id == userId);

    private Entry EntryOf(SignInTurn turn, bool isAtOnce) => new(
        WhoIs(turn.User!.Id), turn.Facts.Membership is { } used ? Array.IndexOf(_house.Clinics, used.ClinicId) : null, isAtOnce);
}
