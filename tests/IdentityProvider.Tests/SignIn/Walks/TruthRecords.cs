namespace IdentityProvider.Tests.SignIn.Walks;

/// <summary>A second step that somebody took: a code that came to a phone of theirs, by text (0) or by a call (1).</summary>
internal sealed record Step(int Who, int Way, DateTimeOffset At);

/// <summary>A browser that somebody had remembered.</summary>
internal sealed class Trust(Step earned)
{
    public Step Earned => earned;

    public bool HasEnded { get; set; }
}

/// <summary>Digits that were sent, as the model remembers them.</summary>
internal sealed class SentCode(Letter letter, DateTimeOffset drawnAt, TimeSpan life)
{
    public Letter Letter => letter;

    /// <summary>How it travelled last.</summary>
    public int Way { get; set; } = letter.Way;

    /// <summary>Wrong digits typed since it was sent.</summary>
    public int WrongSince { get; set; }

    public bool IsSentAgainBy(Letter again) =>
        (letter.Tab, letter.Round, letter.Digits, letter.Phone, letter.SetsUp) == (again.Tab, again.Round, again.Digits, again.Phone, again.SetsUp);

    public bool CountsAt(DateTimeOffset now) => WrongSince < 5 && now < drawnAt + life;
}

/// <summary>What somebody has shown, in a tab or in a session.</summary>
internal class Shown
{
    /// <summary>When who showed their password last.</summary>
    public Dictionary<int, DateTimeOffset> Passwords { get; } = [];

    public List<Step> Steps { get; } = [];

    /// <summary>The remembered browser that stood in, and when.</summary>
    public (Trust Trust, DateTimeOffset At)? StoodIn { get; set; }

    public void Forget()
    {
        Passwords.Clear();
        Steps.Clear();
        StoodIn = null;
    }
}

/// <summary>A tab and the sign-in in it.</summary>
internal sealed class TruthTab : Shown
{
    public int Round { get; set; }

    public Door Door { get; set; } = Cast.Doors[0];

    public DateTimeOffset OpenedAt { get; set; }

    public DateTimeOffset PostedAt { get; set; }

    public string? Page { get; set; }

    public bool WantsTrust { get; set; }

    /// <summary>Who was named here.</summary>
    public HashSet<int> Named { get; } = [];
}

/// <summary>Somebody signed in, in one browser.</summary>
internal sealed class TruthSession(int who, DateTimeOffset startedAt) : Shown
{
    public int Who => who;

    public DateTimeOffset StartedAt => startedAt;

    public DateTimeOffset SeenAt { get; set; }

    /// <summary>The clinics it was used for.</summary>
    public HashSet<int> Clinics { get; } = [];

    public bool HasEnded { get; set; }
}
