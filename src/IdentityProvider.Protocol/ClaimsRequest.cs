using System.Collections.Immutable;
using System.Text.Json;

namespace IdentityProvider.Protocol;

/// <summary>What a client asks to be told claim by claim: the <c>claims</c> parameter (OpenID Connect Core §5.5), read but not yet judged.</summary>
public sealed record ClaimsRequest
{
    /// <summary>Nothing is asked for by name.</summary>
    public static readonly ClaimsRequest Nothing = new();

    // Two levels hold everything the specification defines. A deeper one is not read, it only has to be JSON.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>Claims asked for by name, for userinfo and for the ID token. Names that nobody can be told are left out.</summary>
    public ReleasedClaims Named { get; private init; } = ReleasedClaims.None;

    /// <summary>The only users the answer may be about, as the client knows them; empty for any (§5.5.1, a value for <c>sub</c>).</summary>
    public ImmutableArray<string> Subjects { get; private init; } = [];

    /// <summary>The values of <c>acr</c> that will do for the ID token (§5.5.1.1); empty for any.</summary>
    public ImmutableArray<string> AcrValues { get; private init; } = [];

    /// <summary>Whether one of <see cref="AcrValues"/> must be reached, and not only tried.</summary>
    public bool AcrIsEssential { get; private init; }

    /// <summary>Whether the answer may be about this user.</summary>
    /// <param name="subject">As this client knows the user.</param>
    public bool Allows(string subject) => Subjects.IsEmpty || Subjects.Contains(subject, StringComparer.Ordinal);

    /// <summary>Whether an acr is demanded that nobody can reach here, because none of its names is known.</summary>
    public bool DemandsUnknownAcr => AcrIsEssential && !AcrValues.IsEmpty && Protocol.AcrValues.Demanded(AcrValues) is null;

    /// <summary>Reads the parameter.</summary>
    /// <param name="json">As it was sent; null for none.</param>
    public static Parsed<ClaimsRequest> Parse(string? json)
    {
        if (json is null)
        {
            return Nothing;
        }

        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or half a surrogate pair inside a text.
            return ProtocolError.InvalidRequest("claims is not a JSON object");
        }
    }

    private static Parsed<ClaimsRequest> Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return ProtocolError.InvalidRequest("claims is not a JSON object");
        }

        // §5.5: other members are ignored.
        if (MembersOf(root, "userinfo") is not { } userInfo || MembersOf(root, "id_token") is not { } idToken)
        {
            return ProtocolError.InvalidRequest("userinfo and id_token of claims must be JSON objects, and each claim in them null or an object");
        }

        var acr = idToken.Find(claim => claim.Name == "acr");
        return new ClaimsRequest
        {
            Named = new ReleasedClaims(NamesOf(userInfo), NamesOf(idToken)),
            Subjects = [.. userInfo.Concat(idToken).Where(claim => claim.Name == "sub").SelectMany(claim => claim.Values)],
            AcrValues = acr?.Values ?? [],
            AcrIsEssential = acr?.IsEssential ?? false,
        };
    }

    private sealed record Asked(string Name, bool IsEssential, ImmutableArray<string> Values);

    // Null when a member has a shape that §5.5.1 does not know.
    private static List<Asked>? MembersOf(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var member))
        {
            return [];
        }

        if (member.ValueKind != JsonValueKind.Object || member.EnumerateObject().Any(claim => claim.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Object)))
        {
            return null;
        }

        return [.. member.EnumerateObject().Select(claim => new Asked(claim.Name, IsEssential(claim.Value), ValuesOf(claim.Value)))];
    }

    private static bool IsEssential(JsonElement claim) =>
        claim.ValueKind == JsonValueKind.Object && claim.TryGetProperty("essential", out var essential) && essential.ValueKind == JsonValueKind.True;

    private static ImmutableArray<string> ValuesOf(JsonElement claim)
    {
        if (claim.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var one = claim.TryGetProperty("value", out var value) ? [value] : Enumerable.Empty<JsonElement>();
        var several = claim.TryGetProperty("values", out var values) && values.ValueKind == JsonValueKind.Array ? values.EnumerateArray() : Enumerable.Empty<JsonElement>();
        return [.. one.Concat(several).Select(element => element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText())];
    }

    private static ImmutableArray<string> NamesOf(List<Asked> asked) => [.. asked.Select(claim => claim.Name).Where(ReleasedClaims.CanBeNamed)];
}
