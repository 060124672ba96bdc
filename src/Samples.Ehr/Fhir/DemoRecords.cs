namespace Samples.Ehr.Fhir;

/// <summary>A clinic as this EHR knows it. Tokens of people name it by its practice ID, those of backend services by the provider's id.</summary>
public sealed record ClinicRecords(Guid Id, string PracticeId, string Name, TimeZoneInfo TimeZone, IReadOnlyList<Patient> Patients)
{
    private static readonly (int Hour, int Minute, int Minutes, string Reason)[] Day =
    [
        (8, 30, 30, "Annual physical"), (9, 15, 20, "Blood pressure follow-up"), (10, 0, 20, "Lab results"),
        (11, 0, 40, "New patient"), (13, 30, 20, "Vaccination"), (14, 15, 30, "Follow-up visit"),
    ];

    public DateOnly Today(DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, TimeZone).DateTime);

    /// <summary>The visits of one day, in the clinic's own time.</summary>
    public IReadOnlyList<Appointment> VisitsOn(DateOnly day) => [.. Day.Zip(Patients, (slot, patient) =>
    {
        var local = day.ToDateTime(new TimeOnly(slot.Hour, slot.Minute));
        var start = new DateTimeOffset(local, TimeZone.GetUtcOffset(local));
        var who = new Reference($"Patient/{patient.Id}", patient.Name[0].ToString());
        return new Appointment(
            $"{day:yyyyMMdd}-{patient.Id}", "booked", slot.Reason, start, slot.Minutes, [new Participant(who, "accepted")]);
    })];
}

/// <summary>Read-only demo patients, each clinic's apart. All of them are invented.</summary>
public static class DemoRecords
{
    private static readonly ClinicRecords[] Clinics =
    [
        new(new("01980000-0000-7000-8000-000000001042"), "LAKE-1042", "Lakeside Family Medicine", TimeZoneInfo.FindSystemTimeZoneById("America/Chicago"),
        [
            Person("lake-1", "Harlan", "Voss", "male", 1951, 4, 18), Person("lake-2", "Odalys", "Marrero", "female", 1988, 11, 2),
            Person("lake-3", "Wendell", "Pruitt", "male", 1969, 7, 30), Person("lake-4", "Ingrid", "Solheim", "female", 1994, 1, 12),
            Person("lake-5", "Tobias", "Achterberg", "male", 2001, 9, 5), Person("lake-6", "Marisol", "Fuentes", "female", 1979, 3, 23),

            // Signs in to the portal.
            Person("lake-7", "Pat", "Nguyen", "female", 1985, 10, 8),
        ]),
        new(new("01980000-0000-7000-8000-000000002077"), "CEDR-2077", "Cedar Grove Pediatrics", TimeZoneInfo.FindSystemTimeZoneById("America/New_York"),
        [
            Person("cedar-1", "Juniper", "Halloran", "female", 2019, 5, 9), Person("cedar-2", "Mateo", "Quiroga", "male", 2016, 2, 27),
            Person("cedar-3", "Amara", "Nwosu", "female", 2021, 8, 14), Person("cedar-4", "Felix", "Brandt", "male", 2013, 12, 1),
            Person("cedar-5", "Priya", "Raghunathan", "female", 2018, 6, 20), Person("cedar-6", "Owen", "Castellane", "male", 2022, 10, 3),

            // Whose mother signs in to the portal for them.
            Person("cedar-7", "Mia", "Delgado", "female", 2017, 5, 21), Person("cedar-8", "Leo", "Delgado", "male", 2020, 9, 13),
        ]),
    ];

    public static IReadOnlyList<ClinicRecords> All => Clinics;

    /// <returns>Null when this EHR does not serve that clinic.</returns>
    public static ClinicRecords? Of(string? practiceId) => Array.Find(Clinics, clinic => clinic.PracticeId == practiceId);

    private static Patient Person(string id, string given, string family, string gender, int year, int month, int day) =>
        new(id, [new HumanName(family, [given])], gender, new DateOnly(year, month, day));
}
