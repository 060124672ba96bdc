using System.Text.Json;
using System.Text.Json.Serialization;

namespace IdentityProvider.Protocol.Smart;

/// <summary>
/// What an EHR posts before it opens a SMART app, or when its picker has found the patient for an app that started by itself.
/// The specification leaves this to EHR and server; the names of the context are those of the token response.
/// </summary>
public sealed record LaunchRequest
{
    /// <summary>More than any real launch needs, and little enough to keep.</summary>
    public const int LongestBody = 16 * 1024;

    private const int MostItems = 20;
    private const int LongestText = 400;

    private static readonly JsonSerializerOptions Json = new()
    {
        // A misspelt member would be a launch without its patient: better said at once.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        MaxDepth = 8,
    };

    private delegate string? Rule(LaunchRequest request);

    private static readonly Rule[] InOrder =
    [
        TextsAreShort,
        request => request.Aud is null ? "aud must name the FHIR server" : null,
        request => request.Patient is { } id && !FhirReference.IsId(id) ? "patient must be the id of a Patient" : null,
        request => request.Encounter is { } id && !FhirReference.IsId(id) ? "encounter must be the id of an Encounter" : null,
        request => request.SmartStyleUrl is { } url && !IsWebAddress(url) ? "smart_style_url must be an absolute http or https URL" : null,
        request => request.FhirContext is { Count: > MostItems } ? "fhirContext has too many entries" : null,
        request => request.FhirContext?.All(IsItem) == false
            ? "each entry of fhirContext must have a reference, canonical or identifier, and no Patient or Encounter without a role" : null,
        request => request is { Request: not null, ClientId: not null } ? "request already names the app, so client_id cannot" : null,

        // A launch that is for nobody in particular opens the record for whoever is handed the link.
        request => request.Subject is not { Length: > 0 } ? "sub must name the user who has the record open, or chose the patient" : null,
        request => request.ClinicId is null ? "clinic_id must name the clinic whose record it is" : null,
        request => request is { Request: not null, Patient: null } ? "patient must be the id of the chosen Patient" : null,
    ];

    /// <summary>The FHIR base: the same text that the app sends as <c>aud</c>.</summary>
    [JsonPropertyName("aud")]
    public string? Aud { get; init; }

    /// <summary>The only app that may use the launch; null for any.</summary>
    [JsonPropertyName("client_id")]
    public string? ClientId { get; init; }

    /// <summary>The only user who may use it, by the <c>sub</c> that this EHR's own ID tokens have for them: pairwise for one that has those.</summary>
    [JsonPropertyName("sub")]
    public string? Subject { get; init; }

    /// <summary>The only clinic it may be used in: the one whose record is open, <c>clinic_id</c> of the EHR's own ID token.</summary>
    [JsonPropertyName("clinic_id")]
    public Guid? ClinicId { get; init; }

    /// <summary>For a picker: the authorization request that waits for the patient (<c>r</c> of the picker's URL).</summary>
    [JsonPropertyName("request")]
    public Guid? Request { get; init; }

    [JsonPropertyName("patient")]
    public string? Patient { get; init; }

    [JsonPropertyName("encounter")]
    public string? Encounter { get; init; }

    [JsonPropertyName("fhirContext")]
    public IReadOnlyList<FhirContextItem>? FhirContext { get; init; }

    [JsonPropertyName("need_patient_banner")]
    public bool? NeedPatientBanner { get; init; }

    [JsonPropertyName("intent")]
    public string? Intent { get; init; }

    [JsonPropertyName("smart_style_url")]
    public string? SmartStyleUrl { get; init; }

    [JsonPropertyName("tenant")]
    public string? Tenant { get; init; }

    public override string ToString() => nameof(LaunchRequest);

    /// <param name="body">UTF-8 JSON, at most <see cref="LongestBody"/> bytes.</param>
    public static Parsed<LaunchRequest> Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<LaunchRequest>(body, Json) is not { } request
                ? ProtocolError.InvalidRequest("the body must be a JSON object")
                : InOrder.Select(rule => rule(request)).FirstOrDefault(broken => broken is not null) is { } broken
                    ? ProtocolError.InvalidRequest(broken)
                    : request;
        }
        catch (JsonException)
        {
            return ProtocolError.InvalidRequest("the body must be a JSON object with the members of a launch, each once and of its type");
        }
    }

    public LaunchContext ToContext() => new()
    {
        FhirBase = Aud,
        Patient = Patient,
        Encounter = Encounter,
        FhirContext = FhirContext is { Count: > 0 } ? FhirContext : null,
        NeedPatientBanner = NeedPatientBanner,
        Intent = Intent,
        SmartStyleUrl = SmartStyleUrl,
        Tenant = Tenant,
    };

    private static string? TextsAreShort(LaunchRequest request)
    {
        string?[] texts =
        [
            request.Aud, request.ClientId, request.Subject, request.Intent, request.SmartStyleUrl, request.Tenant,
            .. request.FhirContext?.SelectMany(TextsOf) ?? [],
        ];
        return texts.Any(text => text is not null && (text.Length > LongestText || text.Any(char.IsControl)))
            ? "a member is too long, or has a character that is not allowed" : null;
    }

    private static IEnumerable<string?> TextsOf(FhirContextItem? item) =>
        [item?.Reference, item?.Canonical, item?.Type, item?.Role, item?.Identifier?.System, item?.Identifier?.Value];

    // §3.0.3.3: the patient and the encounter of the launch have members of their own.
    private static bool IsItem(FhirContextItem? item) =>
        item is not null
        && (item.Reference ?? item.Canonical ?? item.Identifier?.Value) is { Length: > 0 }
        && (item.Role is not (null or "launch") || item.Reference is not { } reference
            || !(reference.StartsWith("Patient/", StringComparison.Ordinal) || reference.StartsWith("Encounter/", StringComparison.Ordinal)));

    private static bool IsWebAddress(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);
}
