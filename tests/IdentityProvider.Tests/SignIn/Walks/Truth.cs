namespace IdentityProvider.Tests.SignIn.Walks;

/// <summary>
/// The model: follows a walk by what was typed, sent and seen, and says when somebody got in who should not have. It never predicts
/// what page comes next, and knows nothing of how the program decides. Where it cannot know, it believes the program.
/// </summary>
internal sealed partial class Truth
{
    private readonly TruthWorld _world = new();
    private readonly TruthTab[] _tabs = [.. Enumerable.Range(0, Cast.Tabs).Select(_ => new TruthTab())];
    private readonly TruthSession?[] _sessions = new TruthSession?[2];
    private readonly Dictionary<(int Browser, int Who), Trust> _trust = [];
    private readonly TruthCodes _codes;
    private readonly TruthPasswords _passwords;

    public Truth() => (_codes, _passwords) = (new TruthCodes(_world), new TruthPasswords(_world));

    /// <returns>What is wrong; null when nothing is.</returns>
    public string? Hear(Deed deed, Seen seen)
    {
        if (deed.Act is Act.Wait or Act.Policy or Act.Floor or Act.NewPassword or Act.NewPhone or Act.ForgetBrowsers or Act.Leave or Act.Return or Act.OwnSwitch)
        {
            Happens(deed);
            return null;
        }

        var tab = _tabs[deed.Tab];
        if (deed.Act == Act.Foreign)
        {
            return seen.Page == Seen.Expired && seen.Entry is null ? null : $"another browser goes on with a sign-in, at {seen.Page}";
        }

        Take(deed, tab, seen);
        tab = _tabs[deed.Tab];
        _codes.Sent(seen.Letters);
        var complaint = seen.Added is { } added ? WhyNotAdded(tab, _sessions[Cast.BrowserOf(deed.Tab)], added) : null;
        complaint ??= seen.Entry is { } entry ? Enter(deed.Tab, tab, entry) : null;
        tab.Page = seen.Page;
        return complaint ?? (seen.CanGoOn ? null : $"stranded: {seen.Page} offers nothing to do");
    }

    /// <summary>Whether nobody who was named in the tab has a place where it leads.</summary>
    public bool MayBeTurnedAway(int tab)
    {
        var named = _tabs[tab].Named.Concat(_sessions[Cast.BrowserOf(tab)] is { } session ? [session.Who] : []);
        return named.Any(who => !_world.PlacesOf(who, _tabs[tab].Door).Any());
    }

    private void Take(Deed deed, TruthTab tab, Seen seen)
    {
        switch (deed.Act)
        {
            case Act.Open:
                _tabs[deed.Tab] = new TruthTab { Round = tab.Round + 1, Door = Cast.Doors[deed.Number], OpenedAt = _world.Now, PostedAt = _world.Now };
                break;
            case Act.Name:
                tab.Named.Add(deed.Number);
                break;
            case Act.Password:
                _passwords.Typed(deed, tab, NamedIn(deed.Tab, tab), seen);
                break;
            case Act.Code or Act.SetUpCode:
                _codes.Typed(deed, tab, seen);
                tab.WantsTrust |= deed.Act == Act.Code && deed.Yes;
                break;
            case Act.Remember:
                tab.WantsTrust |= deed.Yes;
                break;
            case Act.SomeoneElse when seen.Page == "/sign-in":
                Forget(tab);
                break;
        }

        _tabs[deed.Tab].PostedAt = deed.Act is Act.Look or Act.Open ? _tabs[deed.Tab].PostedAt : _world.Now;
    }

    private IEnumerable<int> NamedIn(int number, TruthTab tab) =>
        _sessions[Cast.BrowserOf(number)] is { } session ? tab.Named.Append(session.Who).Distinct() : tab.Named;

    private static void Forget(TruthTab tab)
    {
        tab.Forget();
        tab.Named.Clear();
        tab.WantsTrust = false;
    }

    // Whoever sets up a phone has shown the password, and where one is on file, that one.
    private string? WhyNotAdded(TruthTab tab, TruthSession? session, (int Who, int Phone) added)
    {
        Shown[] shown = TruthRules.IsAlive(_world, session) && session!.Who == added.Who ? [tab, session] : [tab];
        var mayAdd = shown.Any(by => by.Passwords.TryGetValue(added.Who, out var at) && at >= _world.PasswordSince[added.Who])
            && (!_world.HasPhone(added.Who) || shown.Any(by => by.Steps.Any(step => step.Who == added.Who)));
        var showed = _codes.Confirmed(added.Phone);
        _world.OwnerOf[added.Phone] = added.Who;
        _world.EverHadPhone[added.Who] = true;
        if (showed is { } step)
        {
            tab.Steps.Add(step with { Who = added.Who });
        }

        return !mayAdd ? "somebody set up a phone without having shown what is on file" : showed is null ? "a phone came on file that got no code" : null;
    }

    private string? Enter(int number, TruthTab tab, Entry entry)
    {
        var browser = Cast.BrowserOf(number);
        var trust = _trust.GetValueOrDefault((browser, entry.Who));
        if (TruthRules.WhyNot(_world, tab, _sessions[browser], trust, entry, out var stoodIn) is { } complaint)
        {
            return complaint;
        }

        var session = _sessions[browser] is { } current && current.Who == entry.Who && TruthRules.IsAlive(_world, current)
            ? current
            : new TruthSession(entry.Who, _world.Now);
        (_sessions[browser], session.SeenAt) = (session, _world.Now);
        session.Clinics.UnionWith(entry.Clinic is { } clinic && !tab.Door.IsOwn ? [clinic] : []);
        if (!entry.IsAtOnce)
        {
            TakeOver(number, tab, session, stoodIn);
        }

        return null;
    }

    // What was shown in the tab is the session's now, and whatever was half done in the browser's other tabs is forgotten.
    private void TakeOver(int number, TruthTab tab, TruthSession session, Trust? stoodIn)
    {
        if (tab.Passwords.TryGetValue(session.Who, out var password))
        {
            session.Passwords[session.Who] = password;
        }

        var steps = tab.Steps.Where(step => step.Who == session.Who).ToList();
        session.Steps.AddRange(steps);
        session.StoodIn = stoodIn is null ? session.StoodIn : (stoodIn, _world.Now);
        if (tab.WantsTrust && steps.Count > 0)
        {
            _trust[(Cast.BrowserOf(number), session.Who)] = new Trust(steps[^1] with { At = _world.Now });
        }

        for (var other = 0; other < Cast.Tabs; other++)
        {
            if (Cast.BrowserOf(other) == Cast.BrowserOf(number))
            {
                Forget(_tabs[other]);
            }
        }
    }
}
