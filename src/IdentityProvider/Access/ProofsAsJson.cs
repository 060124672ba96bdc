using System.Text.Json;
using System.Text.Json.Serialization;
using IdentityProvider.Protocol;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace IdentityProvider.Access;

/// <summary>How a list of proofs stands in a jsonb column: [{"Kind":"Password","At":"…"}].</summary>
internal static class ProofsAsJson
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static readonly ValueConverter<IReadOnlyList<Proof>, string> Converter = new(
        proofs => JsonSerializer.Serialize(proofs, Json),
        json => Read(json));

    public static IReadOnlyList<Proof> Read(string json) => JsonSerializer.Deserialize<List<Proof>>(json, Json) ?? [];

    public static readonly ValueComparer<IReadOnlyList<Proof>> Comparer = new(
        (a, b) => a!.SequenceEqual(b!), proofs => proofs.Count, proofs => proofs);
}
