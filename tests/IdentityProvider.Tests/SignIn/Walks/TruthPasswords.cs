namespace IdentityProvider.Tests.SignIn.Walks;

/// <summary>The passwords of a walk: who has shown theirs, and when nobody listens because of wrong ones.</summary>
internal sealed class TruthPasswords(TruthWorld world)
{
    private const int Tries = 5;
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(30);
    private readonly Dictionary<(int Browser, int Who), (int Wrong, DateTimeOffset At)> _wrong = [];

    /// <summary>After months a browser is a stranger again, and counted as one.</summary>
    public void Waited(TimeSpan time)
    {
        if (time > TimeSpan.FromDays(1))
        {
            _wrong.Clear();
        }
    }

    public void Typed(Deed deed, TruthTab tab, IEnumerable<int> named, Seen seen)
    {
        var browser = Cast.BrowserOf(deed.Tab);
        foreach (var who in named)
        {
            var (wrong, at) = _wrong.GetValueOrDefault((browser, who));
            if (wrong >= Tries && world.Now < at + ShortestWait)
            {
                continue;
            }

            if (deed.Text == world.Passwords[who])
            {
                tab.Passwords[who] = world.Now;
                foreach (var counted in _wrong.Keys.Where(key => key.Who == who).ToList())
                {
                    _wrong.Remove(counted);
                }
            }
            else if (tab.Page == "/sign-in/password" && seen.Page == tab.Page)
            {
                _wrong[(browser, who)] = (wrong + 1, world.Now);
            }
        }
    }
}
