using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IdentityProvider.Protocol.Smart;

namespace IdentityProvider.Protocol.Registration;

/// <summary>
/// How far an app gets: with which scopes, to which people, at which clinics. A developer wants a reach, others approve one, and what the
/// app has is where the two overlap: wanting more never gives more, and wanting less takes away at once.
/// </summary>
public sealed record Reach
{
    public static readonly Reach Nothing = new();

    // They name the user to an app that reaches the user at all, and open nothing by themselves.
    private static readonly Scope NeedNoApproval = Scope.Of(Scope.OfOurOwn);

    /// <summary>By their values, in the order they were named.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];

    public bool Staff { get; init; }

    public bool Patients { get; init; }

    /// <summary>All clinics, those to come among them.</summary>
    public bool EveryClinic { get; init; }

    /// <summary>The clinics one by one, when it is not every clinic.</summary>
    public ImmutableArray<Guid> Clinics { get; init; } = [];

    /// <summary>Whether it reaches anybody anywhere.</summary>
    public bool IsEmpty => !EveryClinic && Clinics.IsEmpty;

    public bool Includes(Guid clinic) => EveryClinic || Clinics.Contains(clinic);

    /// <summary>Where this and another overlap.</summary>
    public Reach And(Reach other) => new()
    {
        Scopes = [.. Scopes.Where(other.Covers)],
        Staff = Staff && other.Staff,
        Patients = Patients && other.Patients,
        EveryClinic = EveryClinic && other.EveryClinic,
        Clinics = (EveryClinic, other.EveryClinic) switch
        {
            (true, true) => [],
            (true, false) => other.Clinics,
            (false, true) => Clinics,
            (false, false) => [.. Clinics.Where(other.Clinics.Contains)],
        },
    };

    /// <summary>Whether it asks for nothing that the other does not have.</summary>
    public bool IsWithin(Reach other) =>
        Scopes.All(other.Covers)
        && (!Staff || other.Staff) && (!Patients || other.Patients)
        && (!EveryClinic || other.EveryClinic) && (other.EveryClinic || Clinics.All(other.Clinics.Contains));

    /// <summary>
    /// The scopes that only an operator gives: whole FHIR servers (<c>system/</c>, SMART App Launch 2.2 §3.0.1) and launches at them. A server
    /// has the records of many clinics, and no clinic speaks for another.
    /// </summary>
    [JsonIgnore]
    public ImmutableArray<string> ForOperators => [.. Scopes.Where(IsForOperators)];

    /// <summary>Whether nobody but an operator may approve it.</summary>
    [JsonIgnore]
    public bool NeedsOperator => EveryClinic || !ForOperators.IsEmpty;

    /// <summary>
    /// What is approved once a clinic has said yes to an app that wants this. Where other clinics have approved it already, the clinic joins
    /// them on their terms: it has no say in what they agreed to, so wider wishes wait for an operator. So does what only operators give.
    /// </summary>
    /// <param name="approved">What was approved before.</param>
    /// <returns>Null when it is not the clinic's to say: the app does not ask it by name, or holds already what only an operator gives.</returns>
    public Reach? ApprovedBy(Guid clinic, Reach approved) =>
        !Clinics.Contains(clinic) || !approved.ForOperators.IsEmpty ? null
        : approved.EveryClinic || approved.Clinics.Any(other => other != clinic)
            ? approved with { Clinics = approved.EveryClinic ? approved.Clinics : [.. approved.Clinics.Append(clinic).Distinct()] }
            : this with { EveryClinic = false, Clinics = [clinic], Scopes = [.. Scopes.Where(scope => !IsForOperators(scope))] };

    /// <summary>What is left once a clinic has taken its approval back. An approval for every clinic is an operator's, and stays.</summary>
    public Reach Without(Guid clinic) => this with { Clinics = Clinics.Remove(clinic) };

    // An array compares by identity; two reaches are the same when they say the same.
    public bool Equals(Reach? other) =>
        other is not null && (Staff, Patients, EveryClinic) == (other.Staff, other.Patients, other.EveryClinic)
        && Scopes.ToHashSet(StringComparer.Ordinal).SetEquals(other.Scopes) && Clinics.ToHashSet().SetEquals(other.Clinics);

    public override int GetHashCode() => HashCode.Combine(Staff, Patients, EveryClinic, Scopes.Length, Clinics.Length);

    // By how it begins, not by what it says: what we cannot read somebody else may.
    private static bool IsForOperators(string scope) =>
        scope.StartsWith("system/", StringComparison.OrdinalIgnoreCase) || scope.Equals(SmartScopes.PrepareLaunch, StringComparison.OrdinalIgnoreCase);

    private bool Covers(string scope) => Scope.Of([scope]) is var one && (one.IsWithin(NeedNoApproval) || one.IsCoveredBy(Scope.Of(Scopes)));
}
