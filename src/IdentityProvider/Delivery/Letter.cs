namespace IdentityProvider.Delivery;

/// <summary>One message to one person, before it becomes an outbox row: where it goes, in which language, and what it says.</summary>
/// <param name="Channel">What it travels by. Not every content travels by every channel: see <see cref="LetterContent.TravelsBy"/>.</param>
/// <param name="Destination">A phone number in E.164 form (+12185550123), or an e-mail address.</param>
/// <param name="Language">"en" or "es". Anything else is written in English.</param>
/// <param name="Content">What it says. The words are found when it is sent, not when it is written.</param>
public sealed record Letter(Channel Channel, string Destination, string Language, LetterContent Content)
{
    /// <summary>The clinic in whose name it is sent. Null outside any clinic: the deployment's own name stands there.</summary>
    public LetterClinic? Clinic { get; init; }

    /// <summary>The app that somebody is signing in to, when one asked: "Use this code to sign in to Lakeside EHR."</summary>
    public string? AppName { get; init; }

    /// <summary>Whose letter it is. Null for a letter to an address nobody owns yet.</summary>
    public Guid? UserId { get; init; }

    /// <summary>A letter holds a number or an address and perhaps a code, so it says nothing about itself in a log.</summary>
    public override string ToString() => $"{Content} by {Channel}";
}

/// <summary>What a letter needs to know of a clinic. The slice of clinics stands above this one, so it hands these over.</summary>
/// <param name="Id">The clinic's id.</param>
/// <param name="Name">The full name, for e-mail and calls.</param>
/// <param name="TextName">At most 20 characters of the GSM-7 alphabet, for texts.</param>
/// <param name="TimeZone">IANA name of the zone in which its people read times.</param>
/// <param name="FrontDeskPhone">Who can help, as it shall be shown; null when the clinic has not said.</param>
public sealed record LetterClinic(Guid Id, string Name, string TextName, string TimeZone, string? FrontDeskPhone);
