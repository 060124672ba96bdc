using IdentityProvider.Clinics;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Smart;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Connect;

/// <summary>One scope as people read it.</summary>
/// <param name="Detail">A second line, or null.</param>
/// <param name="CanBeRefused">Whether it gets a box to untick.</param>
public sealed record ScopeLine(string Scope, string Title, string? Detail, string Icon, bool CanBeRefused);

/// <summary>Says in words what scopes let an app do: ours, those of SMART App Launch 2.2, and those of other APIs by their own name.</summary>
public sealed class ScopeWords(IStringLocalizer<ConnectTexts> texts)
{
    private const SmartPermissions See = SmartPermissions.Read | SmartPermissions.Search;
    private const SmartPermissions Change = SmartPermissions.Create | SmartPermissions.Update | SmartPermissions.Delete;

    /// <param name="reader">As what the person uses the app: a patient reads "your record", staff "the patient's".</param>
    public IReadOnlyList<ScopeLine> Of(Scope scopes, RoleGroup? reader) => [.. scopes.Values.Select(scope => LineOf(scope, reader))];

    private ScopeLine LineOf(string scope, RoleGroup? reader)
    {
        var (title, detail, icon) = Known(scope) ?? OfRecords(scope, reader) ?? (texts["Scope.Other", scope], null, "adjustments");
        return new ScopeLine(scope, title, detail, icon, ConsentRules.CanBeRefused(scope));
    }

    private (string Title, string? Detail, string Icon)? Known(string scope) => scope switch
    {
        Scope.OpenId => (texts["Scope.OpenId"], texts["Scope.OpenIdMeans"], "user-circle"),
        Scope.Profile => (texts["Scope.Profile"], null, "user-circle"),
        Scope.Email => (texts["Scope.Email"], null, "mail"),
        Scope.OfflineAccess => (texts["Scope.OfflineAccess"], texts["Scope.OfflineAccessMeans"], "clock"),
        "online_access" => (texts["Scope.OnlineAccess"], null, "clock"),
        "fhirUser" => (texts["Scope.FhirUser"], null, "user-circle"),
        "launch" or "launch/patient" => (texts["Scope.LaunchPatient"], null, "users"),
        "launch/encounter" => (texts["Scope.LaunchEncounter"], null, "calendar-clock"),
        _ => null,
    };

    private (string Title, string? Detail, string Icon)? OfRecords(string scope, RoleGroup? reader)
    {
        if (SmartScope.Parse(scope) is not { } records)
        {
            return null;
        }

        var what = records.ResourceType == SmartScope.AnyResource ? texts["Records.Everything"].Value : NameOf(records.ResourceType);
        var (sees, changes) = ((records.Permissions & See) != SmartPermissions.None, (records.Permissions & Change) != SmartPermissions.None);
        var title = (sees, changes) switch
        {
            (true, false) => texts["Records.See", what],
            (false, true) => texts["Records.Change", what],
            _ => texts["Records.SeeAndChange", what],
        };
        return (title, Detail(records, reader), changes ? "adjustments" : "eye");
    }

    private string Detail(SmartScope records, RoleGroup? reader)
    {
        var whose = (records.Level, reader) switch
        {
            (SmartLevel.Patient, RoleGroup.Patient) => texts["Records.Yours"],
            (SmartLevel.Patient, _) => texts["Records.OnePatient"],
            _ => texts["Records.AllYouSee"],
        };

        // Of category=system|code the code says something to people.
        var parts = records.Query.Select(limit => limit[(limit.LastIndexOfAny(['=', '|']) + 1)..]).ToList();
        return parts.Count == 0 ? whose : $"{whose} {texts["Records.Only", string.Join(", ", parts)]}";
    }

    // A kind of record that has no words here is called by its own name.
    private string NameOf(string resourceType) => texts[$"Records.{resourceType}"] is { ResourceNotFound: false } words ? words : resourceType;
}
