using IdentityProvider.Protocol.Registration;

namespace IdentityProvider.Clients;

/// <summary>What must be true of a client before it is written, for both doors: the registration endpoint and the developer pages.</summary>
public sealed class ClientRules(RegistrationTerms terms, SectorDocument sector)
{
    /// <summary>Everything that is wrong, in the order in which to mend it. The sector's document is fetched only when all else is right.</summary>
    public async Task<IReadOnlyList<MetadataProblem>> ProblemsAsync(ClientMetadata client, CancellationToken ct)
    {
        var problems = ClientMetadataRules.Broken(client, terms).ToList();
        if (problems.Count == 0 && await sector.JudgeAsync(client, ct) is { } disagreement)
        {
            problems.Add(disagreement);
        }

        return problems;
    }
}
