using System.Text.RegularExpressions;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Connect;

/// <summary>One scope as people read it.</summary>
/// <param name="Detail">A second line, or null.</param>
/// <param name="CanBeRefused">Whether it gets a box to untick.</param>
public sealed record ScopeLine(string Scope, string Title, string? Detail, string Icon, bool CanBeRefused);

/// <summary>Says in words what scopes let an app do: ours, those of SMART App Launch 2.2, and those of other APIs by their own name.</summary>
public sealed partial class ScopeWords(IStringLocalizer<ConnectTexts> texts)
{
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

    // patient/Observation.rs?category=…|vital-signs, user/*.cruds, and the older patient/*.read (SMART App Launch 2.2, scopes).
    private (string Title, string? Detail, string Icon)? OfRecords(string scope, RoleGroup? reader)
    {
        if (Records().Match(scope) is not { Success: true } match)
        {
            return null;
        }

        var (resource, may) = (match.Groups["resource"].Value, match.Groups["may"].Value);
        var what = resource == "*" ? texts["Records.Everything"] : texts[$"Records.{resource}"];
        var action = ActionOf(may) switch
        {
            RecordAction.See => texts["Records.See", NameOf(what, resource)],
            RecordAction.Change => texts["Records.Change", NameOf(what, resource)],
            _ => texts["Records.SeeAndChange", NameOf(what, resource)],
        };
        var whose = match.Groups["whose"].Value == "patient" ? reader == RoleGroup.Patient ? texts["Records.Yours"] : texts["Records.OnePatient"] : texts["Records.AllYouSee"];
        var only = Only().Match(match.Groups["query"].Value) is { Success: true } part ? $" {texts["Records.Only", Uri.UnescapeDataString(part.Groups["code"].Value)]}" : "";
        return (action, whose + only, ActionOf(may) == RecordAction.See ? "eye" : "adjustments");
    }

    private enum RecordAction { See, Change, Both }

    private static RecordAction ActionOf(string may) => may switch
    {
        "read" => RecordAction.See,
        "write" => RecordAction.Change,
        "*" => RecordAction.Both,
        _ => (may.AsSpan().ContainsAny("rs"), may.AsSpan().ContainsAny("cud")) switch
        {
            (true, false) => RecordAction.See,
            (false, true) => RecordAction.Change,
            _ => RecordAction.Both,
        },
    };

    // A kind of record that has no words here is called by its own name.
    private static string NameOf(LocalizedString words, string resource) => words.ResourceNotFound ? resource : words.Value;

    [GeneratedRegex(@"\A(?<whose>patient|user|system)/(?<resource>\*|[A-Za-z]+)\.(?<may>read|write|\*|c?r?u?d?s?)(\?(?<query>.*))?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Records();

    // The code of category=system|code: the part that says something to people.
    [GeneratedRegex(@"(\A|&)[A-Za-z-]+=[^&]*?(\||%7C)?(?<code>[^|&%]+)\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Only();
}
