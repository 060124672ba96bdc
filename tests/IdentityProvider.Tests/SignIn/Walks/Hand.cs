namespace IdentityProvider.Tests.SignIn.Walks;

/// <summary>Whoever walks: reads pages and messages, and knows everybody's passwords. Makes a deed of each move, by where the walk is now.</summary>
internal sealed class Hand
{
    private readonly View[] _tabs = [.. Enumerable.Range(0, Cast.Tabs).Select(_ => new View())];
    private readonly int[] _passwords = new int[Cast.People];
    private readonly int?[] _signedIn = new int?[2];
    private readonly List<Letter> _letters = [];
    private readonly HashSet<Letter> _typed = new(ReferenceEqualityComparer.Instance);
    private int _phones = 10;

    public string? PageOf(int tab) => _tabs[tab].Page;

    public int DoorOf(int tab) => _tabs[tab].Door;

    /// <summary>What the move means now; null when there is nothing to do it with.</summary>
    public Deed? Of(Move move) => move.Act switch
    {
        Act.GoOn => GoOn(move),
        Act.NewPassword => new Deed(move.Act, 0, move.Choice, Cast.PasswordOf(move.Choice, _passwords[move.Choice] + 1)),
        Act.NewPhone => new Deed(move.Act, 0, move.Choice, Phone: ++_phones),
        Act.Wait => new Deed(move.Act, 0, Time: Cast.Waits[move.Choice]),
        Act.OwnSwitch => new Deed(move.Act, 0, move.Choice, Yes: move.Yes),
        Act.Policy => new Deed(move.Act, move.Tab, move.Choice),
        Act.Open or Act.Floor or Act.ForgetBrowsers or Act.Leave or Act.Return => new Deed(move.Act, move.Tab, move.Choice),
        _ when _tabs[move.Tab].Page is null => null,
        Act.Password => new Deed(move.Act, move.Tab, Text: PasswordFor(move.Tab, move.Typed)),
        Act.Code or Act.SetUpCode => new Deed(move.Act, move.Tab, Text: DigitsFor(move.Tab, move.Act == Act.SetUpCode, move.Typed), Yes: move.Yes),
        Act.SetUp => new Deed(move.Act, move.Tab, move.Choice, Phone: ++_phones),
        _ => new Deed(move.Act, move.Tab, move.Choice, Yes: move.Yes),
    };

    /// <summary>What was seen after the deed.</summary>
    public void See(Deed deed, Seen seen)
    {
        _letters.AddRange(seen.Letters);
        switch (deed.Act)
        {
            case Act.Wait or Act.Policy or Act.Floor or Act.ForgetBrowsers or Act.Leave or Act.Return or Act.Foreign or Act.NewPhone or Act.OwnSwitch:
                return;
            case Act.NewPassword:
                _passwords[deed.Number]++;
                return;
            case Act.Open:
                _tabs[deed.Tab] = new View { Round = _tabs[deed.Tab].Round + 1, Door = deed.Number, Who = _signedIn[Cast.BrowserOf(deed.Tab)] ?? 0 };
                break;
            case Act.Name:
                _tabs[deed.Tab].Who = deed.Number;
                break;
        }

        if (seen.Entry is { } entry)
        {
            _signedIn[Cast.BrowserOf(deed.Tab)] = entry.Who;
        }

        var tab = _tabs[deed.Tab];
        (tab.Page, tab.Stays) = (seen.Page, seen.Page == tab.Page && deed.Act == tab.Last ? tab.Stays + 1 : 0);
        tab.Last = deed.Act;
    }

    private Deed GoOn(Move move)
    {
        var (tab, view) = (move.Tab, _tabs[move.Tab]);
        return view.Page switch
        {
            null or Seen.In or Seen.Expired => new Deed(Act.Open, tab, view.Door),
            "/sign-in" => new Deed(Act.Name, tab, move.Choice switch { 2 => 1, 3 => 2, _ => 0 }),
            "/sign-in/password" => view.Stays > 0 ? WaitFirst(view) : new Deed(Act.Password, tab, Text: PasswordFor(tab, Typed.Right)),
            "/sign-in/clinic" => new Deed(Act.Clinic, tab, (move.Choice + view.Stays) % Cast.Clinics),
            "/sign-in/code" => TypeOrSend(tab, setsUp: false, move.Yes),
            "/sign-in/set-up/code" => TypeOrSend(tab, setsUp: true, yes: false),
            "/sign-in/choose" => new Deed(Act.ChooseWay, tab, (move.Choice + view.Stays) % 2),
            "/sign-in/set-up" when move.Choice == 3 && view.Last != Act.Later => new Deed(Act.Later, tab),
            "/sign-in/set-up" => new Deed(Act.SetUp, tab, (move.Choice + view.Stays) % 2, Phone: ++_phones),
            "/sign-in/remember" => new Deed(Act.Remember, tab, Yes: move.Yes),
            "/sign-in/recovery-codes" => new Deed(Act.Keep, tab),
            "/sign-in/continue" => new Deed(Act.Continue, tab),
            "/sign-in/locked" => view.Last == Act.Look ? WaitFirst(view) : new Deed(Act.Look, tab),
            "/sign-in/no-access" or "/sign-in/no-way-left" => new Deed(Act.SomeoneElse, tab),
            var unknown => throw new InvalidOperationException($"Nobody has told the walk what to do at {unknown}."),
        };
    }

    // The newest code that was not typed yet; else another is asked for, and when none comes, later.
    private Deed TypeOrSend(int tab, bool setsUp, bool yes)
    {
        if (NewestOf(tab, setsUp) is { } letter && _typed.Add(letter))
        {
            return new Deed(setsUp ? Act.SetUpCode : Act.Code, tab, Text: letter.Digits, Yes: yes);
        }

        var send = setsUp ? Act.SendSetUp : Act.Send;
        if (_tabs[tab].Last != send)
        {
            return new Deed(send, tab);
        }

        _tabs[tab].Last = Act.Wait;
        return Wait(3);
    }

    // A right password that was not heard, or codes that are off: there is a wait after wrong ones.
    private static Deed WaitFirst(View view)
    {
        (view.Stays, view.Last) = (0, Act.Wait);
        return Wait(3);
    }

    private static Deed Wait(int choice) => new(Act.Wait, 0, Time: Cast.Waits[choice]);

    private string PasswordFor(int tab, Typed typed)
    {
        var who = _tabs[tab].Who;
        return typed switch
        {
            Typed.Right => Cast.PasswordOf(who, _passwords[who]),
            Typed.Wrong => "not-the-password-at-all",
            Typed.Old => Cast.PasswordOf(who, _passwords[who] - 1),
            Typed.Anothers => Cast.PasswordOf((who + 1) % Cast.People, _passwords[(who + 1) % Cast.People]),
            _ => throw new ArgumentOutOfRangeException(nameof(typed)),
        };
    }

    private string DigitsFor(int tab, bool setsUp, Typed typed) => typed switch
    {
        Typed.Right => NewestOf(tab, setsUp)?.Digits ?? "000000",
        Typed.Wrong => NewestOf(tab, setsUp) is { } right ? (right.Digits[0] == '9' ? '0' : (char)(right.Digits[0] + 1)) + right.Digits[1..] : "000000",
        Typed.Old => _letters.Where(l => l.Tab == tab && l != NewestOf(tab, setsUp)).Select(l => l.Digits).LastOrDefault("000000"),
        Typed.Anothers => _letters.Where(l => l.Tab != tab || l.Round != _tabs[tab].Round).Select(l => l.Digits).LastOrDefault("000000"),
        _ => throw new ArgumentOutOfRangeException(nameof(typed)),
    };

    private Letter? NewestOf(int tab, bool setsUp) => _letters.LastOrDefault(l => l.Tab == tab && l.Round == _tabs[tab].Round && l.SetsUp == setsUp);

    private sealed class View
    {
        public string? Page { get; set; }

        public int Round { get; init; }

        public int Door { get; init; }

        public int Who { get; set; }

        public Act? Last { get; set; }

        /// <summary>How often the same was done in a row and led nowhere.</summary>
        public int Stays { get; set; }
    }
}
