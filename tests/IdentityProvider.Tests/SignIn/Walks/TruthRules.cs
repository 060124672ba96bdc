namespace IdentityProvider.Tests.SignIn.Walks;

/// <summary>Who may get in, in plain words. Shares no code with the program.</summary>
internal static class TruthRules
{
    private static readonly TimeSpan LongestSignIn = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(45);
    private static readonly TimeSpan LongestAlone = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LongestSession = TimeSpan.FromHours(12);

    /// <summary>Whether a session still counts for anything.</summary>
    public static bool IsAlive(TruthWorld world, TruthSession? session) =>
        session is { HasEnded: false } && world.Now < session.StartedAt + LongestSession;

    /// <param name="stoodIn">The remembered browser that was the second step, where nothing else was.</param>
    /// <returns>What speaks against it; null for nothing.</returns>
    public static string? WhyNot(TruthWorld world, TruthTab tab, TruthSession? session, Trust? trust, Entry entry, out Trust? stoodIn)
    {
        stoodIn = null;
        session = IsAlive(world, session) && session!.Who == entry.Who ? session : null;
        if (!entry.IsAtOnce && (world.Now >= tab.OpenedAt + LongestSignIn || world.Now >= tab.PostedAt + LongestPause))
        {
            return "a sign-in was finished that had lain too long";
        }

        if (WhyNotThePassword(world, tab, session, entry) is { } password)
        {
            return password;
        }

        if (tab.Door.IsOwn)
        {
            return WhyNotTheSecondStep(world, tab, session, trust, entry, place: null, out stoodIn);
        }

        return world.PlacesOf(entry.Who, tab.Door).Where(place => place.Clinic == entry.Clinic).ToList() is [var place, ..]
            ? WhyNotTheSecondStep(world, tab, session, trust, entry, place, out stoodIn)
            : "somebody got in where they have no place";
    }

    private static string? WhyNotThePassword(TruthWorld world, TruthTab tab, TruthSession? session, Entry entry)
    {
        var here = tab.Passwords.TryGetValue(entry.Who, out var typed) && typed >= world.PasswordSince[entry.Who] ? typed : (DateTimeOffset?)null;
        var before = session?.Passwords.TryGetValue(entry.Who, out var earlier) == true && earlier >= world.PasswordSince[entry.Who] ? earlier : (DateTimeOffset?)null;
        if (here is null && before is not null && world.Now >= session!.SeenAt + LongestAlone)
        {
            return "a session that was left alone opened without the password";
        }

        return (here ?? before) is { } at && at >= NotBefore(world, tab) ? null : "somebody got in without the password, or with one shown too long ago";
    }

    private static string? WhyNotTheSecondStep(
        TruthWorld world, TruthTab tab, TruthSession? session, Trust? trust, Entry entry, (int Who, int Clinic, bool IsPatient)? place, out Trust? stoodIn)
    {
        stoodIn = null;
        var wantsTwo = tab.Door.Wants == Wants.TwoFactors;
        if (!wantsTwo && !(place is { } here ? world.Asks(here) : world.HasPhone(entry.Who) || world.AsksForThemselves[entry.Who]))
        {
            return null;
        }

        bool Counts(Step step) => step.Who == entry.Who && (place is not { } at || world.Takes(at, tab.Door, step.Way));
        var since = NotBefore(world, tab);
        if (tab.Steps.Concat(session?.Steps ?? []).Any(step => Counts(step) && step.At >= since))
        {
            return null;
        }

        var days = wantsTwo ? 0 : world.TrustDays(place?.Clinic);
        bool Covers(Trust by, DateTimeOffset at) => Counts(by.Earned) && at < by.Earned.At.AddDays(days);
        if (session?.StoodIn is { } stood && stood.At >= since && Covers(stood.Trust, stood.At))
        {
            return null;
        }

        stoodIn = trust is { HasEnded: false } && Covers(trust, world.Now) ? trust : null;
        return stoodIn is null ? "somebody got in without the second step that is asked for" : null;
    }

    private static DateTimeOffset NotBefore(TruthWorld world, TruthTab tab) => tab.Door.Wants switch
    {
        Wants.Again => tab.OpenedAt,
        Wants.Fresh => tab.OpenedAt < world.Now.AddMinutes(-5) ? tab.OpenedAt : world.Now.AddMinutes(-5),
        _ => DateTimeOffset.MinValue,
    };
}
