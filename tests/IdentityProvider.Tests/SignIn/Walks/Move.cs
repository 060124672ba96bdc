namespace IdentityProvider.Tests.SignIn.Walks;

/// <summary>What somebody does, or what happens to them. Posts may come from a page that is not due any more, or not yet.</summary>
internal enum Act
{
    /// <summary>A tab is opened, or opened anew, at a door; what was open in it is left.</summary>
    Open,

    /// <summary>Whatever the page in the tab asks for, done rightly.</summary>
    GoOn,

    Name,
    Password,
    Clinic,
    Code,
    Send,
    AnotherWay,
    ChooseWay,
    SetUp,
    SetUpCode,
    SendSetUp,
    Change,
    Later,
    Remember,
    Keep,
    SomeoneElse,
    Continue,

    /// <summary>The page is loaded again.</summary>
    Look,

    /// <summary>The other browser opens the address of this tab.</summary>
    Foreign,

    Wait,
    Policy,
    Floor,
    NewPassword,
    NewPhone,
    ForgetBrowsers,
    Leave,
    Return,

    /// <summary>Somebody wants a second step for themselves, or no longer does.</summary>
    OwnSwitch,
}

/// <summary>Which password, or which digits, are typed.</summary>
internal enum Typed
{
    Right,
    Wrong,

    /// <summary>What was right before.</summary>
    Old,

    /// <summary>Another person's password; the digits that came for another tab.</summary>
    Anothers,
}

/// <summary>One step of a walk, as it was drawn: what it means depends on where the walk then is.</summary>
/// <param name="Tab">Which tab; for what happens to a clinic or a person, which one.</param>
/// <param name="Choice">Which door, person, clinic, way, wait or policy.</param>
internal sealed record Move(Act Act, int Tab, int Choice = 0, Typed Typed = Typed.Right, bool Yes = false)
{
    public override string ToString() => $"{Act} {Tab}/{Choice}{(Typed == Typed.Right ? "" : $" {Typed}")}{(Yes ? " yes" : "")}";
}

/// <summary>One step of a walk as it is done: every word and number that is typed stands in it.</summary>
/// <param name="Text">A password, or digits.</param>
/// <param name="Number">A door, person, clinic, way (0 text, 1 voice), or policy.</param>
/// <param name="Yes">Whether the browser is to be remembered.</param>
/// <param name="Phone">The number that is set up.</param>
/// <param name="Time">How long is waited.</param>
internal sealed record Deed(Act Act, int Tab, int Number = 0, string Text = "", bool Yes = false, int Phone = 0, TimeSpan Time = default)
{
    public override string ToString() => $"{Act} {Tab}/{Number} {Text}{(Yes ? " yes" : "")}{(Phone == 0 ? "" : $" phone {Phone}")}{(Time == default ? "" : $" {Time}")}";
}
