namespace IdentityProvider.Clinics;

/// <summary>A medical practice: people belong to it, and it decides what their sign-in asks for.</summary>
public sealed class Clinic
{
    public Clinic(string practiceId, string name, string textName, string timeZone, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        CreatedAt = now;
        (PracticeId, Name, TextName, TimeZone) = (practiceId, name, textName, timeZone);
    }

    public Guid Id { get; init; }

    /// <summary>The identifier that people and support know, for example LAKE-1042. Upper case, unique, never changes.</summary>
    public string PracticeId { get; private init; }

    public string Name { get; private set; }

    /// <summary>The name in texts: at most 20 characters of the GSM-7 alphabet, so that a text stays one segment.</summary>
    public string TextName { get; private set; }

    /// <summary>IANA name, for example America/Chicago. Pages show the clinic's people times in it.</summary>
    public string TimeZone { get; private set; }

    /// <summary>The zone, or UTC where the machine does not know it: a wrong hour on a page is better than no page.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>The practice's own number, shown as "who can help". Never used for security (product row PF9).</summary>
    public string? FrontDeskPhone { get; set; }

    /// <summary>The band on the sign-in card, as #rrggbb; contrast with white is checked when it is set.</summary>
    public string? BrandColor { get; set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>The practice ID stays what it was: people wrote it down.</summary>
    public void Rename(string name, string textName) => (Name, TextName) = (name, textName);

    public void MoveTo(string timeZone) => TimeZone = timeZone;

    // For EF, which fills the rest.
    private Clinic() => (PracticeId, Name, TextName, TimeZone) = ("", "", "", "");
}
