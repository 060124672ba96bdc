using System.Collections.Immutable;
using System.Text.Json;

namespace IdentityProvider.Protocol.Registration;

/// <summary>
/// The members of a metadata document, read by type. The first that cannot be read is remembered, and everything after it reads as left
/// out. A null counts as left out (RFC 7592 §2.2).
/// </summary>
internal sealed class MetadataMembers(JsonElement body)
{
    private const int LongestText = 2000;
    private const int MostTexts = 50;

    public MetadataProblem? Problem { get; private set; }

    public bool Has(string member) => body.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null;

    public string? Text(string member, int longest = LongestText)
    {
        if (!Has(member, JsonValueKind.String, out var value))
        {
            return null;
        }

        var text = value.GetString()!;
        if (text.Length > longest)
        {
            return Refuse<string>(member, MetadataFault.TooLong);
        }

        // PostgreSQL cannot hold U+0000.
        return text.Contains('\0', StringComparison.Ordinal) ? Refuse<string>(member, MetadataFault.ForbiddenCharacter) : text;
    }

    /// <summary>A list of texts without duplicates, or null when it was left out.</summary>
    public ImmutableArray<string>? Texts(string member)
    {
        if (!Has(member, JsonValueKind.Array, out var value))
        {
            return null;
        }

        if (value.GetArrayLength() > MostTexts)
        {
            Refuse<string>(member, MetadataFault.TooMany);
            return null;
        }

        var texts = value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString() : null).ToList();
        if (texts.Exists(text => text is null))
        {
            Refuse<string>(member, MetadataFault.WrongType);
            return null;
        }

        if (texts.Exists(text => text!.Length > LongestText || text.Contains('\0', StringComparison.Ordinal)))
        {
            Refuse<string>(member, MetadataFault.ForbiddenCharacter);
            return null;
        }

        return [.. texts.OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    public bool Flag(string member, bool otherwise = false)
    {
        if (!Has(member))
        {
            return otherwise;
        }

        var kind = body.GetProperty(member).ValueKind;
        if (kind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Refuse<string>(member, MetadataFault.WrongType);
        }

        return kind == JsonValueKind.True;
    }

    public int? Number(string member)
    {
        if (!Has(member, JsonValueKind.Number, out var value))
        {
            return null;
        }

        if (value.TryGetInt32(out var number) && number >= 0)
        {
            return number;
        }

        Refuse<string>(member, MetadataFault.WrongType);
        return null;
    }

    /// <summary>A value from a list of the specification.</summary>
    /// <param name="find">Gives what a name stands for; null for one that is not offered.</param>
    public T Named<T>(string member, T otherwise, Func<string, T?> find)
        where T : struct
    {
        if (Text(member) is not { } name)
        {
            return otherwise;
        }

        if (find(name) is { } found)
        {
            return found;
        }

        Refuse<string>(member, MetadataFault.NotOffered);
        return otherwise;
    }

    /// <summary>An object, as the text it was sent as.</summary>
    public string? RawObject(string member) => Has(member, JsonValueKind.Object, out var value) ? value.GetRawText() : null;

    public T? Refuse<T>(string member, MetadataFault fault)
        where T : class
    {
        Problem ??= new MetadataProblem(member, fault);
        return null;
    }

    private bool Has(string member, JsonValueKind kind, out JsonElement value)
    {
        value = default;
        if (!Has(member))
        {
            return false;
        }

        value = body.GetProperty(member);
        if (value.ValueKind == kind)
        {
            return true;
        }

        Refuse<string>(member, MetadataFault.WrongType);
        return false;
    }
}
