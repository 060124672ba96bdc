using IdentityProvider.Users;

namespace IdentityProvider.Admin.People;

/// <summary>Somebody to be invited.</summary>
public sealed record Invitee(string Email, string? Name);

/// <summary>Reads a list of addresses as people have them: one a line or separated by commas, with or without a name before it.</summary>
public static class Invitees
{
    public const int MostAtOnce = 100;

    /// <returns>The people, each once; and the pieces that are no address, as typed.</returns>
    public static (IReadOnlyList<Invitee> People, IReadOnlyList<string> Wrong) Read(string? typed)
    {
        var pieces = (typed ?? "").Split(['\r', '\n', ';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var read = pieces.Select(piece => (Piece: piece, Person: Of(piece))).ToList();
        return (
            [.. read.Select(r => r.Person).OfType<Invitee>().DistinctBy(person => User.Normalize(person.Email), StringComparer.Ordinal)],
            [.. read.Where(r => r.Person is null).Select(r => r.Piece)]);
    }

    // Maya Okafor <maya@example.com>, as mail programs write it.
    private static Invitee? Of(string piece)
    {
        var open = piece.EndsWith('>') ? piece.LastIndexOf('<') : -1;
        var (name, address) = open < 0 ? (null, piece) : (piece[..open], piece[(open + 1)..^1]);
        return EmailAddress.Parse(address) is { } email ? new Invitee(email, PersonName.Parse(name?.Trim().Trim('"'))) : null;
    }
}
