using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace IdentityProvider.Phones;

/// <summary>What an area code stands for, as far as it matters for who may be texted or called.</summary>
public enum AreaKind
{
    UnitedStates,
    UsTerritory,
    Canada,
    CaribbeanCountry,
    TollFree,
    Premium,

    /// <summary>5XX personal numbers, 700 and 710: no place, and often a surcharge.</summary>
    Personal,
    Unknown,
}

/// <summary>
/// The area codes of the North American Numbering Plan. The table beside this file is a copy of NANPA's report with its date in
/// it; libphonenumber's validity is not used because it lags the plan by over a dozen codes (docs/decisions).
/// </summary>
public static class NorthAmericanPlan
{
    private const string Resource = "IdentityProvider.Phones.north-american-plan.json";

    private static readonly Table Plan = Load();

    /// <summary>The day the table was true.</summary>
    public static DateOnly AsOf => Plan.AsOf;

    /// <param name="areaCode">Three digits.</param>
    public static AreaKind KindOf(string areaCode) => Plan.Kinds.GetValueOrDefault(areaCode, AreaKind.Unknown);

    /// <summary>Where the code is: a state or DC for the United States, an ISO 3166 code for a territory or a Caribbean country.</summary>
    public static string? PlaceOf(string areaCode) => Plan.Places.GetValueOrDefault(areaCode);

    private sealed record Table(DateOnly AsOf, FrozenDictionary<string, AreaKind> Kinds, FrozenDictionary<string, string> Places);

    private static Table Load()
    {
        using var stream = typeof(NorthAmericanPlan).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        using var json = JsonDocument.Parse(stream);
        var plan = json.RootElement;
        var kinds = Lists(plan).SelectMany(list => list.Codes.Select(code => (code, list.Kind)));
        string[] placed = ["us", "territories", "caribbean_country"];
        var places = placed.SelectMany(list => plan.GetProperty(list).EnumerateObject());
        return new Table(
            DateOnly.ParseExact(plan.GetProperty("meta").GetProperty("as_of").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            // Canada's own non-geographic codes stand in two lists; both say Canada.
            kinds.DistinctBy(pair => pair.code).ToFrozenDictionary(pair => pair.code, pair => pair.Kind, StringComparer.Ordinal),
            places.ToFrozenDictionary(place => place.Name, place => place.Value.GetString()!, StringComparer.Ordinal));
    }

    private static IEnumerable<(IEnumerable<string> Codes, AreaKind Kind)> Lists(JsonElement plan) =>
    [
        (Names(plan, "us"), AreaKind.UnitedStates),
        (Names(plan, "territories"), AreaKind.UsTerritory),
        (Items(plan, "canada"), AreaKind.Canada),
        (Items(plan, "canada_nongeographic"), AreaKind.Canada),
        (Items(plan, "canada_planned"), AreaKind.Canada),
        (Items(plan, "caribbean"), AreaKind.CaribbeanCountry),
        (Items(plan, "tollfree"), AreaKind.TollFree),
        (Items(plan, "tollfree_reserved"), AreaKind.TollFree),
        (Items(plan, "premium"), AreaKind.Premium),
        (Items(plan, "us_nongeographic"), AreaKind.Personal),
    ];

    private static IEnumerable<string> Names(JsonElement plan, string list) => plan.GetProperty(list).EnumerateObject().Select(p => p.Name);

    private static IEnumerable<string> Items(JsonElement plan, string list) => plan.GetProperty(list).EnumerateArray().Select(i => i.GetString()!);
}
