using System.Text.Json;
using System.Text.Json.Serialization;

namespace IdentityProvider.Protocol.Smart;

/// <summary>Something else that is open in the EHR: an imaging study, a task, a questionnaire (SMART App Launch 2.2 §3.0.3.3).</summary>
public sealed record FhirContextItem
{
    /// <summary>Relative to the FHIR base, for example ImagingStudy/123.</summary>
    [JsonPropertyName("reference"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reference { get; init; }

    [JsonPropertyName("canonical"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Canonical { get; init; }

    [JsonPropertyName("identifier"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FhirContextIdentifier? Identifier { get; init; }

    [JsonPropertyName("type"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }

    /// <summary>Why it is here; "launch" when absent.</summary>
    [JsonPropertyName("role"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Role { get; init; }
}

/// <summary>A business identifier (FHIR Identifier, as far as a context needs it).</summary>
public sealed record FhirContextIdentifier
{
    [JsonPropertyName("system"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? System { get; init; }

    [JsonPropertyName("value"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Value { get; init; }
}

/// <summary>
/// What a SMART app is told about where it was opened (SMART App Launch 2.2 §3.0.3): it stands beside the access token, in
/// introspection, and, with <see cref="FhirUser"/>, in what identity tokens say.
/// </summary>
public sealed record LaunchContext
{
    public static readonly LaunchContext Nothing = new();

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The FHIR server that the ids below belong to; tokens do not repeat it, their <c>aud</c> names it.</summary>
    [JsonPropertyName("base")]
    public string? FhirBase { get; init; }

    /// <summary>Id of the patient in context.</summary>
    [JsonPropertyName("patient")]
    public string? Patient { get; init; }

    [JsonPropertyName("encounter")]
    public string? Encounter { get; init; }

    [JsonPropertyName("fhirContext")]
    public IReadOnlyList<FhirContextItem>? FhirContext { get; init; }

    /// <summary>Whether the app has to show whose record it is; null when nobody said.</summary>
    [JsonPropertyName("need_patient_banner")]
    public bool? NeedPatientBanner { get; init; }

    [JsonPropertyName("intent")]
    public string? Intent { get; init; }

    [JsonPropertyName("smart_style_url")]
    public string? SmartStyleUrl { get; init; }

    [JsonPropertyName("tenant")]
    public string? Tenant { get; init; }

    /// <summary>The user as a FHIR resource: an absolute URL (§2.0.8).</summary>
    [JsonPropertyName("fhirUser")]
    public string? FhirUser { get; init; }

    /// <summary>Reads back what <see cref="ToJson"/> wrote.</summary>
    public static LaunchContext? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<LaunchContext>(json, Json);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>What of it goes with a scope. No launch scope, no context; no patient, no encounter of one.</summary>
    public LaunchContext? For(Scope scope)
    {
        var hasPatient = scope.Contains(SmartScopes.Launch) || scope.NeedsPatient();
        var left = scope.Contains(SmartScopes.Launch) ? this : new LaunchContext { FhirBase = FhirBase, FhirUser = FhirUser };
        var context = left with
        {
            Patient = hasPatient ? Patient : null,
            Encounter = scope.Contains(SmartScopes.Launch) || scope.Contains(SmartScopes.LaunchEncounter) ? Encounter : null,
            NeedPatientBanner = hasPatient ? NeedPatientBanner : null,
            FhirUser = scope.Contains(SmartScopes.FhirUser) ? FhirUser : null,
        };
        return context == new LaunchContext { FhirBase = FhirBase } ? null : context;
    }

    /// <summary>
    /// The same for a token of that audience. Ids mean something on the FHIR server of the launch alone: elsewhere a patient's id would be
    /// somebody else's.
    /// </summary>
    public LaunchContext? For(Scope scope, TargetResources audience) => FhirBase is { } known && audience.Uris.Contains(known) ? For(scope) : null;

    /// <summary>The members of a token response and of an introspection answer (§2.0.11, §4.0.2).</summary>
    public void AddTo(IDictionary<string, object> body)
    {
        Add(body, "patient", Patient);
        Add(body, "encounter", Encounter);
        Add(body, "fhirContext", FhirContext);
        Add(body, "need_patient_banner", NeedPatientBanner);
        Add(body, "intent", Intent);
        Add(body, "smart_style_url", SmartStyleUrl);
        Add(body, "tenant", Tenant);
    }

    /// <summary>What an API needs to limit records by the token alone: claims of a self-contained access token.</summary>
    public void AddClaimsTo(IDictionary<string, object> claims)
    {
        Add(claims, "patient", Patient);
        Add(claims, "encounter", Encounter);
        Add(claims, SmartScopes.FhirUser, FhirUser);
    }

    private static void Add(IDictionary<string, object> body, string name, object? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }
    }
}
