using System.Security.Claims;
using System.Text.RegularExpressions;

namespace Samples.Ehr.Fhir;

/// <summary>
/// Which records a token opens, for one kind of resource and one thing done with it (SMART App Launch 2.2 §3.0.2). The clinic and the
/// patient come from the token alone: one named in the URL would be the caller's word.
/// </summary>
public sealed partial class FhirAccess
{
    private readonly IReadOnlyList<ClinicRecords> _clinics;
    private readonly string? _onlyPatient;
    private readonly IReadOnlyList<string?> _limits;

    private FhirAccess(IReadOnlyList<ClinicRecords> clinics, string? onlyPatient, IReadOnlyList<string?> limits) =>
        (_clinics, _onlyPatient, _limits) = (clinics, onlyPatient, limits);

    /// <summary>The patients whose records are open. Everybody else's answer like some that do not exist.</summary>
    public IEnumerable<Patient> Patients => _clinics.SelectMany(clinic => clinic.Patients).Where(patient => _onlyPatient is null || patient.Id == _onlyPatient);

    public IReadOnlyList<ClinicRecords> Clinics => _clinics;

    /// <param name="letter">r to read one, s to search.</param>
    /// <returns>Null when no scope of the token allows it.</returns>
    public static FhirAccess? For(ClaimsPrincipal token, string resourceType, char letter)
    {
        var scopes = (token.FindFirstValue("scope") ?? "").Split(' ').Select(value => Form().Match(value))
            .Where(match => match.Success && match.Groups["type"].Value is var type && (type == "*" || type == resourceType) && LettersOf(match).Contains(letter))
            .ToLookup(match => match.Groups["level"].Value, match => match.Groups["query"] is { Success: true, Value: var query } ? query : null);
        return OfUser(token, scopes["user"]) ?? OfPatient(token, scopes["patient"]) ?? OfSystem(token, scopes["system"]);
    }

    /// <summary>
    /// Whether the scopes reach this far: one without a limit reaches everything, one with <c>category=</c> what has the category. A limit
    /// that this API does not know opens nothing.
    /// </summary>
    public bool Reaches(string category) => _limits.Any(limit =>
        limit is null || (limit.StartsWith("category=", StringComparison.Ordinal) && limit["category=".Length..].Split('|')[^1] == category));

    // Everything that a member of staff may see is the clinic's. A patient's user scope means their own record.
    private static FhirAccess? OfUser(ClaimsPrincipal token, IEnumerable<string?> limits) =>
        limits.ToList() is { Count: > 0 } found && ClinicOf(token) is { } clinic
            ? token.FindFirstValue("role") != "patient" ? new FhirAccess([clinic], onlyPatient: null, found) : OfPatient(token, found)
            : null;

    private static FhirAccess? OfPatient(ClaimsPrincipal token, IEnumerable<string?> limits) =>
        limits.ToList() is { Count: > 0 } found && ClinicOf(token) is { } clinic && token.FindFirstValue("patient") is { } patient
            ? new FhirAccess([clinic], patient, found)
            : null;

    // A backend service is a client that speaks for itself: nobody signed in. Its token names the clinics that approved it; only one that
    // an operator approved for every clinic has none.
    private static FhirAccess? OfSystem(ClaimsPrincipal token, IEnumerable<string?> limits) =>
        limits.ToList() is { Count: > 0 } found && token.FindFirstValue("sub") == token.FindFirstValue("client_id")
            && ClinicsOf(token) is { Count: > 0 } clinics
            ? new FhirAccess(clinics, onlyPatient: null, found)
            : null;

    private static IReadOnlyList<ClinicRecords> ClinicsOf(ClaimsPrincipal token)
    {
        var named = token.FindAll("clinic_ids").Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        return named.Count == 0 ? DemoRecords.All : [.. DemoRecords.All.Where(clinic => named.Contains(clinic.Id.ToString()))];
    }

    private static ClinicRecords? ClinicOf(ClaimsPrincipal token) => DemoRecords.Of(token.FindFirstValue("practice_id"));

    private static string LettersOf(Match scope) => scope.Groups["what"].Value switch
    {
        "read" => "rs",
        "write" => "cud",
        "*" => "cruds",
        var letters => letters,
    };

    [GeneratedRegex(@"\A(?<level>patient|user|system)/(?<type>\*|[A-Za-z]+)\.(?<what>read|write|\*|c?r?u?d?s?)(\?(?<query>.+))?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
