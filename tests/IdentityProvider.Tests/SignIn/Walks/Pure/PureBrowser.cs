using IdentityProvider.Access;
using IdentityProvider.Devices;
using IdentityProvider.SignIn;

namespace IdentityProvider.Tests.SignIn.Walks.Pure;

/// <summary>A browser: its cookies, and the attempts that are bound to it.</summary>
internal sealed class PureBrowser
{
    public byte[] Secret { get; private set; } = Guid.CreateVersion7(Cast.Start).ToByteArray();

    /// <summary>What the session cookie finds.</summary>
    public Session? Session { get; set; }

    /// <summary>One cookie for each user who had it remembered.</summary>
    public Dictionary<Guid, DeviceToken> Remembered { get; } = [];

    public List<SignInAttempt> Attempts { get; } = [];

    public Session? LiveSession(DateTimeOffset now) => Session is { } session && session.IsLive(now) ? session : null;

    /// <summary>Hands a draft to this browser; a sixth live attempt drops the oldest.</summary>
    public void Begin(SignInAttempt draft, DateTimeOffset now)
    {
        Attempts.RemoveAll(attempt => !attempt.IsLive(now));
        if (Attempts.Count >= 5)
        {
            Attempts[0].Finish(AttemptEnd.Dropped, null, null, now);
            Attempts.RemoveAt(0);
        }

        draft.BindTo(Secret);
        Attempts.Add(draft);
    }

    /// <summary>A session begins: the secret is another one, and the other attempts move to it.</summary>
    public void ReplaceSecret(SignInAttempt finished, DateTimeOffset now)
    {
        Secret = Guid.CreateVersion7(now).ToByteArray();
        foreach (var other in Attempts.Where(other => other != finished && other.IsLive(now)))
        {
            other.MoveTo(Secret);
        }

        finished.BindTo(Secret);
    }

    public bool Holds(SignInAttempt attempt, DateTimeOffset now) =>
        attempt.BrowserHash.AsSpan().SequenceEqual(Secret)
        || (attempt.End == AttemptEnd.Completed && LiveSession(now) is { } session && session.Id == attempt.SessionId);
}

/// <summary>A tab of a browser, and what the address bar in it names.</summary>
internal sealed class PureTab
{
    public int Round { get; set; }

    public SignInAttempt? Attempt { get; set; }

    public string Page { get; set; } = "";

    public int SettingUp { get; set; }
}
