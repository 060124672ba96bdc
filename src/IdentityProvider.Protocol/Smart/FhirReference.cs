using System.Text.RegularExpressions;

namespace IdentityProvider.Protocol.Smart;

/// <summary>The shapes of FHIR ids and of references to people (FHIR R4 §2.24.0.1, SMART App Launch 2.2 §2.0.8).</summary>
public static partial class FhirReference
{
    /// <summary>Whether it can be the logical id of a resource.</summary>
    public static bool IsId(string text) => Id().IsMatch(text);

    /// <summary>Whether it is relative and names somebody whom <c>fhirUser</c> may be: Practitioner/123, Patient/abc …</summary>
    public static bool IsPerson(string reference) => Person().IsMatch(reference);

    /// <summary>The absolute URL that <c>fhirUser</c> carries.</summary>
    public static string UrlOf(string fhirBase, string reference) => $"{fhirBase.TrimEnd('/')}/{reference}";

    [GeneratedRegex(@"\A[A-Za-z0-9\-.]{1,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"\A(Patient|Practitioner|PractitionerRole|RelatedPerson|Person)/[A-Za-z0-9\-.]{1,64}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Person();
}
