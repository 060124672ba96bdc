using System.Collections.Immutable;

namespace IdentityProvider.Protocol.Smart;

/// <summary>The scopes of SMART App Launch 2.2 that have no letters, and what a set of scopes amounts to.</summary>
public static class SmartScopes
{
    /// <summary>The app was launched by an EHR and wants the context of that launch (§2.0.5).</summary>
    public const string Launch = "launch";

    /// <summary>The app starts by itself and needs to know one patient (§2.0.6).</summary>
    public const string LaunchPatient = "launch/patient";

    /// <summary>The app starts by itself and needs to know one encounter.</summary>
    public const string LaunchEncounter = "launch/encounter";

    /// <summary>The ID token shall name the user as a FHIR resource (§2.0.8).</summary>
    public const string FhirUser = "fhirUser";

    /// <summary>Refresh while the user is online, which is while the session lives.</summary>
    public const string OnlineAccess = "online_access";

    /// <summary>Of our own: an EHR's own client may prepare launches. Never given to an app that a user signs in to.</summary>
    public const string PrepareLaunch = "launch:prepare";

    /// <summary>Of our own: a token with it may ask about tokens in place of the client's credentials, at the introspection endpoint and nowhere else.</summary>
    public const string Introspect = "token:introspect";

    /// <summary>Every scope of SMART's own that this server gives a meaning to, but the clinical ones.</summary>
    public static readonly ImmutableArray<string> WithoutLetters = [FhirUser, Launch, LaunchPatient, LaunchEncounter, OnlineAccess];

    private static readonly ImmutableArray<string> OfContext = [Launch, LaunchPatient, LaunchEncounter];

    /// <summary>
    /// Whether a scope means nothing without somebody who signed in: there is nobody whose name, record or absence it could be about.
    /// </summary>
    public static bool IsAboutAUser(string value) =>
        Scope.OfOurOwn.Contains(value, StringComparer.Ordinal)
        || WithoutLetters.Contains(value, StringComparer.Ordinal)
        || SmartScope.Parse(value) is { Level: SmartLevel.Patient or SmartLevel.User };

    /// <summary>The clinical scopes among these, in order.</summary>
    public static IEnumerable<SmartScope> Clinical(this Scope scope) => scope.Values.Select(SmartScope.Parse).OfType<SmartScope>();

    public static bool HasClinical(this Scope scope, SmartLevel level) => scope.Clinical().Any(clinical => clinical.Level == level);

    /// <summary>Whether the app asks for a launch context: then it has to say for which FHIR server (§2.0.4, <c>aud</c>).</summary>
    public static bool WantsContext(this Scope scope) => OfContext.Any(scope.Contains);

    /// <summary>Whether a patient has to be known before the tokens mean anything: it is asked for, or records are limited to it.</summary>
    public static bool NeedsPatient(this Scope scope) => scope.Contains(LaunchPatient) || scope.HasClinical(SmartLevel.Patient);

    /// <summary>What stays when no patient could be found: nothing that is about one.</summary>
    public static Scope WithoutPatient(this Scope scope) => scope.Without(
        value => value is LaunchPatient or LaunchEncounter || SmartScope.Parse(value) is { Level: SmartLevel.Patient });

    public static Scope Without(this Scope scope, string unwanted) => scope.Without(value => value == unwanted);

    /// <summary>Whether every value is one of the larger scope's, or a clinical scope that the larger scope's cover.</summary>
    /// <remarks>For what is registered. What was granted narrows by the same words only (RFC 6749 §6).</remarks>
    public static bool IsCoveredBy(this Scope scope, Scope larger) => scope.Values.All(value =>
        larger.Contains(value) || (SmartScope.Parse(value) is { } clinical && SmartScope.Cover(larger.Values, clinical)));

    private static Scope Without(this Scope scope, Func<string, bool> unwanted) => Scope.Of(scope.Values.Where(value => !unwanted(value)));
}
