using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Smart;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>Stores what an EHR prepared, once everything it names exists and is its own.</summary>
internal sealed class PreparedLaunches(Launches launches, RegisteredResources resources, RegisteredClients clients, IdpDbContext db, IOptions<ServerOptions> server)
{
    public async Task<Parsed<Dictionary<string, object>>> AddAsync(string ehr, LaunchRequest request, CancellationToken ct)
    {
        // An EHR speaks for its own records alone; whose other servers are is not its business.
        if (await resources.FindAsync(request.Aud!, ct) is not { IsFhirBase: true } fhirBase || fhirBase.OwnerClientId != ehr)
        {
            return ProtocolError.InvalidRequest("aud is not a FHIR server of this client");
        }

        // Switched off since it got its token, it speaks for nobody.
        if (await clients.FindAsync(ehr, ct) is not { } client || !MayOpenAt(client, fhirBase, request.ClinicId!.Value))
        {
            return ProtocolError.InvalidRequest("clinic_id is not a clinic that this client and the FHIR server are for");
        }

        var userId = client.SubjectType == SubjectType.Public && Guid.TryParse(request.Subject, out var id) ? id : (Guid?)null;
        if (await WhatIsUnknownAsync(request, client, userId, ct) is { } unknown)
        {
            return ProtocolError.InvalidRequest($"{unknown} is unknown");
        }

        var handle = launches.Begin(ehr, request, userId);
        await db.SaveChangesAsync(ct);
        return request.Request is { } waiting
            ? new Dictionary<string, object>(StringComparer.Ordinal)
            {
                // Where the picker sends its browser: the request goes on from there.
                ["resume"] = RedirectUri.With(server.Value.Issuer.TrimEnd('/') + Authorize.ResumePath, [new(Authorize.PendingName, waiting.ToString())]),
            }
            : new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["launch"] = handle,
                ["expires_in"] = (int)Launch.Lifetime.TotalSeconds,
            };
    }

    private async Task<string?> WhatIsUnknownAsync(LaunchRequest request, Client ehr, Guid? userId, CancellationToken ct) =>
        request.ClientId is { } app && await clients.FindAsync(app, ct) is null ? "client_id"

        // A pairwise name cannot be traced back to a user: whether it is anybody's shows when somebody comes with the launch.
        : ehr.SubjectType == SubjectType.Public && !await db.Users.AnyAsync(u => u.Id == userId, ct) ? "sub"
        : !await db.Clinics.AnyAsync(c => c.Id == request.ClinicId, ct) ? "clinic_id"
        : request.Request is { } pending && !await db.PendingAuthorizations.AnyAsync(p => p.Id == pending, ct) ? "request"
        : null;

    private static bool MayOpenAt(Client ehr, Resource fhirBase, Guid clinicId) =>
        (ehr.ServesEveryClinic || ehr.Clinics.Contains(clinicId)) && (fhirBase.ServesEveryClinic || fhirBase.Clinics.Contains(clinicId));
}
