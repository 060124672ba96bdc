namespace Samples.Ehr.Fhir;

/// <summary>Measurements, laboratory results and prescriptions. All of them are invented, and the same for every patient but for the numbers.</summary>
internal static class DemoVitals
{
    private static readonly (string Code, string Text, string Unit, decimal Value, string Category)[] Measured =
    [
        ("8867-4", "Heart rate", "/min", 68, Observation.VitalSigns),
        ("8480-6", "Systolic blood pressure", "mm[Hg]", 118, Observation.VitalSigns),
        ("8462-4", "Diastolic blood pressure", "mm[Hg]", 76, Observation.VitalSigns),
        ("29463-7", "Body weight", "kg", 61.5m, Observation.VitalSigns),
        ("4548-4", "Hemoglobin A1c", "%", 5.4m, Observation.Laboratory),
        ("2093-3", "Cholesterol", "mg/dL", 178, Observation.Laboratory),
    ];

    public static IReadOnlyList<Observation> Of(Patient patient) => [.. Measured.Select(one => new Observation(
        $"{patient.Id}-{one.Code}", "final", [new CodeableConcept([new Coding(Observation.CategorySystem, one.Category)], one.Category)],
        new CodeableConcept([new Coding("http://loinc.org", one.Code)], one.Text),
        new Reference($"Patient/{patient.Id}", patient.Name[0].ToString()),
        // A little different for each, and the same every time.
        new Quantity(one.Value + (patient.BirthDate.DayOfYear % 7), one.Unit)))];

    public static IReadOnlyList<MedicationRequest> PrescriptionsOf(Patient patient) =>
    [
        new($"{patient.Id}-rx1", "active", "order", new CodeableConcept([], "Amoxicillin 500 mg capsule, three times a day for 7 days"), new Reference($"Patient/{patient.Id}", patient.Name[0].ToString())),
        new($"{patient.Id}-rx2", "completed", "order", new CodeableConcept([], "Ibuprofen 400 mg tablet, as needed"), new Reference($"Patient/{patient.Id}", patient.Name[0].ToString())),
    ];
}
