namespace IdentityProvider.Tests.SignIn.Walks;

/// <summary>What came of one step.</summary>
/// <param name="Page">Where the tab is now; <see cref="In"/> at the end of its sign-in.</param>
internal sealed record Seen(string Page)
{
    /// <summary>The page whoever is signed in sees, or the way back to the app.</summary>
    public const string In = "in";

    public const string Expired = "/sign-in/expired";

    /// <summary>Whether the page offers anything to do.</summary>
    public bool CanGoOn { get; init; } = true;

    /// <summary>Messages that went out.</summary>
    public IReadOnlyList<Letter> Letters { get; init; } = [];

    /// <summary>Who got in by this step; null when nobody did.</summary>
    public Entry? Entry { get; init; }

    /// <summary>A phone that came on file by this step, and whose.</summary>
    public (int Who, int Phone)? Added { get; init; }
}

/// <summary>A code on its way.</summary>
/// <param name="Round">How often the tab had been opened.</param>
/// <param name="Phone">To which phone.</param>
/// <param name="Way">0 by text, 1 by voice.</param>
/// <param name="SetsUp">Whether it is to confirm that phone.</param>
internal sealed record Letter(int Tab, int Round, int Phone, int Way, string Digits, bool SetsUp);

/// <summary>A door that opened.</summary>
/// <param name="Clinic">At which clinic; null where none is asked for.</param>
/// <param name="IsAtOnce">Whether no step was asked for: the session of the browser was enough.</param>
internal sealed record Entry(int Who, int? Clinic, bool IsAtOnce);
