using System.Text.Json.Serialization;

namespace Samples.Ehr.Fhir;

// The few elements of FHIR R4 that the pages show. See hl7.org/fhir/R4 for the whole resources.

public sealed record HumanName(string Family, IReadOnlyList<string> Given)
{
    public override string ToString() => $"{string.Join(' ', Given)} {Family}";
}

public sealed record Patient(string Id, IReadOnlyList<HumanName> Name, string Gender, DateOnly BirthDate)
{
    [JsonPropertyOrder(-1)]
    public string ResourceType => "Patient";
}

public sealed record Reference([property: JsonPropertyName("reference")] string To, string Display);

public sealed record Participant(Reference Actor, string Status);

public sealed record Appointment(
    string Id, string Status, string Description, DateTimeOffset Start, int MinutesDuration, IReadOnlyList<Participant> Participant)
{
    [JsonPropertyOrder(-1)]
    public string ResourceType => "Appointment";
}

public sealed record Coding(string System, string Code);

public sealed record CodeableConcept(IReadOnlyList<Coding> Coding, string Text);

public sealed record Quantity(decimal Value, string Unit);

public sealed record Observation(
    string Id, string Status, IReadOnlyList<CodeableConcept> Category, CodeableConcept Code, Reference Subject, Quantity ValueQuantity)
{
    public const string CategorySystem = "http://terminology.hl7.org/CodeSystem/observation-category";
    public const string VitalSigns = "vital-signs";
    public const string Laboratory = "laboratory";

    [JsonPropertyOrder(-1)]
    public string ResourceType => "Observation";

    /// <summary>What a scope may be limited to.</summary>
    [JsonIgnore]
    public string CategoryCode => Category[0].Coding[0].Code;
}

public sealed record MedicationRequest(string Id, string Status, string Intent, CodeableConcept MedicationCodeableConcept, Reference Subject)
{
    [JsonPropertyOrder(-1)]
    public string ResourceType => "MedicationRequest";
}

public sealed record Entry<T>(string FullUrl, T Resource);

public sealed record Bundle<T>(string Type, int Total, IReadOnlyList<Entry<T>> Entry)
{
    [JsonPropertyOrder(-1)]
    public string ResourceType => "Bundle";
}

public sealed record Issue(string Severity, string Code, string Diagnostics);

public sealed record OperationOutcome([property: JsonPropertyName("issue")] IReadOnlyList<Issue> Issues)
{
    [JsonPropertyOrder(-1)]
    public string ResourceType => "OperationOutcome";

    public static OperationOutcome Error(string code, string diagnostics) => new([new Issue("error", code, diagnostics)]);
}
