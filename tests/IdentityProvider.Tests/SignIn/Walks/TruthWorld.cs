namespace IdentityProvider.Tests.SignIn.Walks;

/// <summary>What holds in the model's world, and what somebody is asked for there. Shares no code with the program.</summary>
internal sealed class TruthWorld
{
    public DateTimeOffset Now { get; set; } = Cast.Start;

    public ServerRules Server { get; set; } = Cast.Servers[0];

    public HouseRules[] Houses { get; } = [Cast.Houses[0], Cast.Houses[0]];

    /// <summary>Since when a clinic asks staff [.., 0] and patients [.., 1] without a break.</summary>
    public DateTimeOffset?[,] AskedSince { get; } = { { Cast.Start, null }, { Cast.Start, null } };

    public string[] Passwords { get; } = [.. Enumerable.Range(0, Cast.People).Select(who => Cast.PasswordOf(who, 0))];

    public DateTimeOffset[] PasswordSince { get; } = new DateTimeOffset[Cast.People];

    /// <summary>Whose phone it is; nobody's phones are not in it.</summary>
    public Dictionary<int, int> OwnerOf { get; } = Enumerable.Range(0, Cast.People).Where(who => Cast.PhoneOf(who) != 0).ToDictionary(Cast.PhoneOf);

    public bool[] EverHadPhone { get; } = [.. Enumerable.Range(0, Cast.People).Select(who => Cast.PhoneOf(who) != 0)];

    public bool[] AsksForThemselves { get; } = new bool[Cast.People];

    public bool[] HasLeft { get; } = new bool[Cast.Places.Count];

    public bool HasPhone(int who) => OwnerOf.ContainsValue(who);

    public void Change(int clinic, HouseRules rules)
    {
        Houses[clinic] = rules;
        for (var group = 0; group < 2; group++)
        {
            AskedSince[clinic, group] = Asks(rules.Whom, group == 1) ? AskedSince[clinic, group] ?? Now : null;
        }
    }

    /// <summary>Where somebody may use a door: every place of theirs that they have not left and that it is open to.</summary>
    public IEnumerable<(int Who, int Clinic, bool IsPatient)> PlacesOf(int who, Door door) =>
        Cast.Places.Where((place, at) => place.Who == who && !HasLeft[at] && (door.Patients || !place.IsPatient));

    /// <summary>Whether a second step is asked of them there, whatever the app wants.</summary>
    public bool Asks((int Who, int Clinic, bool IsPatient) place) =>
        AsksForThemselves[place.Who] || Asks(Server.Whom, place.IsPatient) || (Asks(Houses[place.Clinic].Whom, place.IsPatient) && !HasGrace(place));

    /// <summary>Whether a code that came so is a second step there: the clinic's list binds where anybody asks by rule.</summary>
    public bool Takes((int Who, int Clinic, bool IsPatient) place, Door door, int way) =>
        !(Asks(Server.Whom, place.IsPatient) || Asks(Houses[place.Clinic].Whom, place.IsPatient) || door.Wants == Wants.TwoFactors)
        || (way == 0 ? Houses[place.Clinic].Text : Houses[place.Clinic].Voice);

    public int TrustDays(int? clinic) => Math.Min(clinic is { } at ? Houses[at].TrustDays : 30, Server.TrustDays);

    private bool HasGrace((int Who, int Clinic, bool IsPatient) place) =>
        Houses[place.Clinic].GraceDays > 0 && !EverHadPhone[place.Who]
        && AskedSince[place.Clinic, place.IsPatient ? 1 : 0] is { } since && Now < since.AddDays(Houses[place.Clinic].GraceDays);

    private static bool Asks(Asked whom, bool patient) => whom == Asked.Everybody || (whom == Asked.Staff && !patient);
}
