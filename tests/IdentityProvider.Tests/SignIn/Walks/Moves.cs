namespace IdentityProvider.Tests.SignIn.Walks;

/// <summary>
/// Draws walks. Half of the steps go on as the pages ask, so that walks get somewhere; the others get in their way. In one walk of eight
/// somebody guesses.
/// </summary>
internal static class Moves
{
    private static readonly (int, Act)[] Acts =
    [
        (560, Act.GoOn), (70, Act.Open), (8, Act.Name), (35, Act.Password), (12, Act.Clinic), (50, Act.Code), (15, Act.Send), (12, Act.AnotherWay),
        (8, Act.ChooseWay), (6, Act.SetUp), (8, Act.SetUpCode), (4, Act.SendSetUp), (4, Act.Change), (4, Act.Later), (6, Act.Remember), (2, Act.Keep),
        (12, Act.SomeoneElse), (8, Act.Continue), (10, Act.Look), (8, Act.Foreign), (70, Act.Wait), (45, Act.Policy), (15, Act.Floor),
        (10, Act.NewPassword), (10, Act.NewPhone), (8, Act.ForgetBrowsers), (6, Act.Leave), (5, Act.Return), (12, Act.OwnSwitch),
    ];

    private static readonly (int, Act)[] Guesses = [(30, Act.GoOn), (25, Act.Password), (30, Act.Code), (3, Act.Wait), (3, Act.Open), (3, Act.Send), (1, Act.SetUpCode)];

    private static readonly (int, Typed)[] Guessed = [(1, Typed.Right), (8, Typed.Wrong), (1, Typed.Old)];

    /// <summary>The walk of a seed: 8 to 40 steps.</summary>
    public static IReadOnlyList<Move> DrawFor(ulong seed) => Draw(seed, 8 + new Dice(~seed).Below(33));

    /// <param name="seed">What the walk is drawn from.</param>
    /// <param name="length">Steps, the opening of the first tab included.</param>
    public static IReadOnlyList<Move> Draw(ulong seed, int length)
    {
        var dice = new Dice(seed);
        var moves = new List<Move> { new(Act.Policy, 0, dice.Below(Cast.Houses.Count)), new(Act.Policy, 1, dice.Below(Cast.Houses.Count)), Open(dice, 0) };
        var (tab, acts) = (0, dice.Once(8) ? Guesses : Acts);
        while (moves.Count < length + 2)
        {
            tab = dice.Once(acts == Guesses ? 20 : 6) ? dice.Below(Cast.Tabs) : tab;
            moves.Add(Next(dice, dice.Of<Act>(acts), tab, acts == Guesses));
        }

        return moves;
    }

    private static Move Open(Dice dice, int tab) =>
        new(Act.Open, tab, dice.Of<int>((8, 0), (3, 1), (2, 2), (2, 3), (1, 4), (1, 5), (3, 6)));

    private static Move Next(Dice dice, Act act, int tab, bool guesses) => act switch
    {
        Act.Open => Open(dice, tab),
        Act.GoOn => new(act, tab, dice.Below(4), Yes: dice.Once(2)),
        Act.Name or Act.SomeoneElse => new(act, tab, dice.Below(Cast.People)),
        Act.Password or Act.Code when guesses => new(act, tab, Typed: dice.Of<Typed>(Guessed)),
        Act.Password => new(act, tab, Typed: dice.Of<Typed>((3, Typed.Right), (4, Typed.Wrong), (2, Typed.Old), (2, Typed.Anothers))),
        Act.Code or Act.SetUpCode => new(act, tab, Typed: dice.Of<Typed>((3, Typed.Right), (3, Typed.Wrong), (3, Typed.Old), (2, Typed.Anothers)), Yes: dice.Once(2)),
        Act.Clinic or Act.Policy => new(act, act == Act.Clinic ? tab : dice.Below(Cast.Clinics), act == Act.Clinic ? dice.Below(Cast.Clinics + 1) : dice.Below(Cast.Houses.Count)),
        Act.ChooseWay or Act.SetUp => new(act, tab, dice.Below(2)),
        Act.Wait => new(act, 0, dice.Of<int>((6, 0), (6, 1), (6, 2), (6, 3), (4, 4), (3, 5), (2, 6), (2, 7), (2, 8), (1, 9), (1, 10))),
        Act.Floor => new(act, 0, dice.Below(Cast.Servers.Count)),
        Act.NewPassword or Act.NewPhone or Act.ForgetBrowsers => new(act, 0, dice.Below(Cast.People)),
        Act.OwnSwitch => new(act, 0, dice.Below(Cast.People), Yes: dice.Once(2)),
        Act.Leave or Act.Return => new(act, 0, dice.Below(Cast.Places.Count)),
        _ => new(act, tab, Yes: dice.Once(2)),
    };
}
