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
