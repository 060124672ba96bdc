using System.Collections.Immutable;
using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Smart;

namespace IdentityProvider.Connect;

/// <summary>Which FHIR server an authorization request is about (SMART App Launch 2.2 §2.0.4).</summary>
internal sealed class FhirServers(RegisteredResources resources, RegisteredClients clients, Subjects subjects)
{
    /// <summary>
    /// The wrong <c>aud</c> is refused before anybody signs in: an app that was lured to a counterfeit FHIR server names that one here, and
    /// must not bring it a token (§2.0.4).
    /// </summary>
    public async Task<ProtocolError?> FirstBrokenAsync(AuthorizeRequest request, Client client, CancellationToken ct)
    {
        if (await HasSeveralAsync(request, ct))
        {
            return ProtocolError.InvalidTarget("one FHIR server per request: a patient of one is nobody, or somebody else, on another");
        }

        if (request.FhirBase is { } named)
        {
            return await resources.FindAsync(named, ct) is { IsFhirBase: true } ? null : ProtocolError.InvalidTarget("aud is not a FHIR server of this provider");
        }

        return request.Scope!.WantsContext() && await FindAsync(request, client, ct) is null
            ? ProtocolError.InvalidRequest("aud must name the FHIR server, since the scope asks for a launch context")
            : null;
    }

    /// <summary>
    /// The server: what the app named as <c>aud</c>, or as <c>resource</c>, which may stand in for it (§2.0.4), else what its tokens are for
    /// anyway. Null when that is no FHIR server.
    /// </summary>
    public async Task<Resource?> FindAsync(AuthorizeRequest request, Client client, CancellationToken ct)
    {
        foreach (var uri in NamedBy(request, client))
        {
            if (await resources.FindAsync(uri, ct) is { IsFhirBase: true } server)
            {
                return server;
            }
        }

        return null;
    }

    /// <summary>Under which <c>sub</c> the EHR that runs a server knows a user; null when no client runs it, or that one is switched off.</summary>
    public async Task<string?> SubjectAtAsync(Resource fhirBase, Guid userId, CancellationToken ct) =>
        fhirBase.OwnerClientId is { } ehr && await clients.FindAsync(ehr, ct) is { } client ? subjects.Of(userId, client) : null;

    private async Task<bool> HasSeveralAsync(AuthorizeRequest request, CancellationToken ct)
    {
        var bases = new HashSet<string>(StringComparer.Ordinal);
        foreach (var uri in request.FhirBase is { } aud ? request.Resources.Uris.Append(aud) : request.Resources.Uris)
        {
            if (await resources.FindAsync(uri, ct) is { IsFhirBase: true } server)
            {
                bases.Add(server.Id);
            }
        }

        return bases.Count > 1;
    }

    private static ImmutableArray<string> NamedBy(AuthorizeRequest request, Client client) =>
        request.FhirBase is { } aud ? [aud]
        : !request.Resources.IsEmpty ? request.Resources.Uris
        : client.DefaultAudience is { } usual ? [usual]
        : [];
}
