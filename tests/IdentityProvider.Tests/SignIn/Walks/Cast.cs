namespace IdentityProvider.Tests.SignIn.Walks;

internal enum Asked
{
    Nobody,
    Staff,
    Everybody,
}

/// <summary>A clinic's rules, as far as walks change them.</summary>
/// <param name="TrustDays">0: every sign-in asks.</param>
/// <param name="Minutes">How long a code lives.</param>
/// <param name="GraceDays">For whom never had a second step.</param>
internal sealed record HouseRules(Asked Whom, bool Text, bool Voice, int TrustDays, int Minutes, int GraceDays);

/// <summary>What the server asks of every clinic.</summary>
internal sealed record ServerRules(Asked Whom, int TrustDays);

internal enum Wants
{
    Nothing,

    /// <summary>Two factors, whatever the clinic says; a browser never stands in.</summary>
    TwoFactors,

    /// <summary>Proofs of the last five minutes, or made for this.</summary>
    Fresh,

    /// <summary>Proofs made for this.</summary>
    Again,

    /// <summary>That the user says who they are.</summary>
    Chosen,
}

/// <summary>What a tab is opened at.</summary>
/// <param name="Patients">Whether patients may use it; staff always.</param>
/// <param name="IsOwn">A page of our own, which is of no clinic.</param>
internal sealed record Door(bool Patients, Wants Wants, bool IsOwn = false);

/// <summary>Who walks where: three people, two clinics, two browsers, four tabs of which the last is the other browser's.</summary>
internal static class Cast
{
    public const int People = 3;
    public const int Clinics = 2;
    public const int Tabs = 4;

    public static readonly DateTimeOffset Start = new(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);

    public static readonly IReadOnlyList<Door> Doors =
    [
        new(Patients: true, Wants.Nothing), new(Patients: false, Wants.Nothing), new(Patients: true, Wants.TwoFactors), new(Patients: true, Wants.Fresh),
        new(Patients: true, Wants.Again), new(Patients: true, Wants.Chosen), new(Patients: true, Wants.Nothing, IsOwn: true),
    ];

    public static readonly IReadOnlyList<HouseRules> Houses =
    [
        new(Asked.Staff, Text: true, Voice: true, TrustDays: 30, Minutes: 10, GraceDays: 0),
        new(Asked.Nobody, Text: true, Voice: true, TrustDays: 30, Minutes: 10, GraceDays: 0),
        new(Asked.Everybody, Text: true, Voice: true, TrustDays: 1, Minutes: 10, GraceDays: 0),
        new(Asked.Staff, Text: true, Voice: false, TrustDays: 30, Minutes: 3, GraceDays: 0),
        new(Asked.Staff, Text: false, Voice: true, TrustDays: 30, Minutes: 10, GraceDays: 0),
        new(Asked.Everybody, Text: true, Voice: true, TrustDays: 0, Minutes: 10, GraceDays: 0),
        new(Asked.Everybody, Text: true, Voice: true, TrustDays: 90, Minutes: 5, GraceDays: 2),
    ];

    public static readonly IReadOnlyList<ServerRules> Servers = [new(Asked.Nobody, 365), new(Asked.Staff, 365), new(Asked.Everybody, 7), new(Asked.Nobody, 1)];

    public static readonly IReadOnlyList<TimeSpan> Waits =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(40), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(11), TimeSpan.FromMinutes(31),
        TimeSpan.FromMinutes(50), TimeSpan.FromHours(3), TimeSpan.FromHours(13), TimeSpan.FromDays(2), TimeSpan.FromDays(20), TimeSpan.FromDays(100),
    ];

    /// <summary>Who is what where, and with which phone: Ana works at both clinics, Ben at one and is a patient of the other, Cleo has no phone.</summary>
    public static readonly IReadOnlyList<(int Who, int Clinic, bool IsPatient)> Places = [(0, 0, false), (0, 1, false), (1, 0, true), (1, 1, false), (2, 0, false)];

    /// <summary>The phone on file at the beginning; 0 for none.</summary>
    public static int PhoneOf(int who) => who < 2 ? who + 1 : 0;

    /// <summary>A person's password after so many changes.</summary>
    public static string PasswordOf(int who, int version) => $"correct-horse-{"abc"[who]}-lake-{version}";

    public static int BrowserOf(int tab) => tab == Tabs - 1 ? 1 : 0;
}
