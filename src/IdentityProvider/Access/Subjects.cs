using System.Buffers.Text;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;

namespace IdentityProvider.Access;

/// <summary>Under which <c>sub</c> a client knows a user (OpenID Connect Core §8).</summary>
/// <remarks>
/// A pairwise one is a keyed hash: clients of different sectors cannot put their users together, and nobody without the key can compute one
/// from a user's id. It is not stored, so the look-up key (<see cref="MasterKeyOptions.Lookup"/>) must stay what it is.
/// </remarks>
public sealed class Subjects(ValueCipher cipher)
{
    private const string Purpose = "pairwise-subject";

    /// <summary>The subject where it is not the user's id; null where it is.</summary>
    public string? PairwiseOf(Guid userId, Client client) => client.SubjectType == SubjectType.Pairwise ? Of(userId, client) : null;

    public string Of(Guid userId, Client client) => client.SubjectType switch
    {
        SubjectType.Public => userId.ToString(),
        SubjectType.Pairwise => Base64Url.EncodeToString(cipher.KeyedHash(Purpose, Sector.SubjectInput(Sector.Of(client), userId))),
    };
}
