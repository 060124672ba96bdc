using IdentityProvider.SignIn;

namespace IdentityProvider.Tests.SignIn.Walks.Pure;

/// <summary>What the pages do with a POST: nothing, unless their step is the one that is due.</summary>
internal sealed partial class PureGround
{
    private static readonly string[] CanStartOver = ["/sign-in/password", "/sign-in/no-access", "/sign-in/no-way-left", SignInFlow.ContinuePage];

    /// <summary>The page whose form it is.</summary>
    public static string PageOf(Act act, string shown) => act switch
    {
        Act.Name => "/sign-in",
        Act.Password => "/sign-in/password",
        Act.Clinic => "/sign-in/clinic",
        Act.Code or Act.Send or Act.AnotherWay => "/sign-in/code",
        Act.ChooseWay => "/sign-in/choose",
        Act.SetUp or Act.Later => "/sign-in/set-up",
        Act.SetUpCode or Act.SendSetUp or Act.Change => "/sign-in/set-up/code",
        Act.Remember => "/sign-in/remember",
        Act.Keep => "/sign-in/recovery-codes",
        Act.SomeoneElse => CanStartOver.Contains(shown) ? shown : CanStartOver[0],
        Act.Continue => SignInFlow.ContinuePage,
        _ => throw new ArgumentException($"{act} is no form.", nameof(act)),
    };

    /// <returns>Where the browser is sent.</returns>
    private string Post(Deed deed, PureTab tab, PureBrowser browser)
    {
        var page = PageOf(deed.Act, tab.Page);
        if (tab.Attempt is not { } attempt)
        {
            return tab.Page;
        }

        if (WhyNotLive(browser, attempt) is { } elsewhere)
        {
            return elsewhere;
        }

        var turn = Read(browser, attempt);
        var due = _pipeline.Next(turn.Facts, turn.Policy, _now)?.Path ?? SignInFlow.ContinuePage;
        if (due != page && page != SignInFlow.ContinuePage)
        {
            return due;
        }

        return Take(deed, tab, browser, turn) ?? Advance(tab, browser);
    }

    // Null where the attempt goes on by it; else the page it stays at.
    private string? Take(Deed deed, PureTab tab, PureBrowser browser, SignInTurn turn)
    {
        var attempt = turn.Attempt;
        switch (deed.Act)
        {
            case Act.Name:
                attempt.Identify([1], _people[deed.Number].User.Id);
                return null;
            case Act.Password:
                return TakePassword(deed, turn);
            case Act.Clinic:
                return TakeClinic(deed, turn);
            case Act.Code:
                return TakeCode(deed, tab, turn);
            case Act.Send:
                Send(tab, turn, atOnce: false);
                return "/sign-in/code";
            case Act.AnotherWay:
                attempt.AskToChoose();
                return null;
            case Act.ChooseWay:
                return TakeWay(deed, turn);
            case Act.SetUp:
                return TakePhone(deed, tab, turn);
            case Act.SetUpCode:
                return TakeSetUpCode(deed, tab, turn);
            case Act.SendSetUp:
                SendSetUp(tab, turn, atOnce: false);
                return "/sign-in/set-up/code";
            case Act.Change:
                attempt.SetUpAnew();
                return null;
            case Act.Later:
                attempt.PostponeSetUp();
                return null;
            case Act.Remember:
                attempt.AnswerTrust(deed.Yes);
                return null;
            case Act.Keep:
                PersonOf(turn).OwesCodes = false;
                return null;
            case Act.SomeoneElse:
                StartOver(attempt);
                return null;
            case Act.Continue:
                GoOnFromSession(attempt, browser);
                return null;
            default:
                throw new ArgumentException($"{deed.Act} is no form.", nameof(deed));
        }
    }
}
