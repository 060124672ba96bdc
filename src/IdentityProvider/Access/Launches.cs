using IdentityProvider.Clients;
using IdentityProvider.Protocol.Smart;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>The only door to prepared launches.</summary>
public sealed class Launches(IdpDbContext db, TimeProvider clock)
{
    /// <summary>Stores a launch. The caller saves.</summary>
    /// <returns>The value of the <c>launch</c> parameter. Only its hash is kept.</returns>
    public string Begin(string createdBy, LaunchRequest request, Guid? userId)
    {
        var (handle, hash) = RandomToken.Draw();
        db.Launches.Add(new Launch(hash, createdBy, request, userId, clock.GetUtcNow()));
        return handle;
    }

    /// <summary>The launch an app brings along, whatever has become of it; null when it is none of ours.</summary>
    public async Task<Launch?> FindAsync(string? handle, CancellationToken ct) => RandomToken.HashOf(handle) is not { } hash
        ? null
        : await db.Launches.AsNoTracking().SingleOrDefaultAsync(launch => launch.Hash == hash && launch.PendingId == null, ct);

    /// <summary>What the user chose at the picker of a FHIR server for a waiting request, the newest; null while they have not.</summary>
    /// <param name="subject">The user as the EHR that runs the server knows them.</param>
    /// <param name="clinicId">The clinic that the request is in.</param>
    public Task<Launch?> FindPickAsync(Guid pendingId, Resource fhirBase, string subject, Guid clinicId, CancellationToken ct) =>
        db.Launches.AsNoTracking()
            .Where(launch => launch.PendingId == pendingId && launch.ConsumedAt == null)
            .Where(launch => launch.FhirBase == fhirBase.Id && launch.CreatedBy == fhirBase.OwnerClientId)
            .Where(launch => launch.Subject == subject && launch.ClinicId == clinicId)
            .OrderByDescending(launch => launch.CreatedAt).FirstOrDefaultAsync(ct);

    /// <summary>Uses a launch up. Of any number of requests with the same one exactly one does. The caller has it in one transaction with what it is used for.</summary>
    public async Task<bool> TryConsumeAsync(Guid id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.Launches.Where(launch => launch.Id == id && launch.ConsumedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(launch => launch.ConsumedAt, now), ct) == 1;
    }
}
