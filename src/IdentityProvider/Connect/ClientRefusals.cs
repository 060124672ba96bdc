using System.Net;
using IdentityProvider.Audit;
using IdentityProvider.Limits;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;

namespace IdentityProvider.Connect;

/// <summary>
/// Writes down that somebody did not prove to be the client they named. A client's name is no secret and an audit row stays for six years,
/// so of a flood one row a minute is written for each client, network and reason.
/// </summary>
internal sealed class ClientRefusals(UsedOnce once, AuditLog audit, IdpDbContext db, TimeProvider clock)
{
    private const string Purpose = "client-refused";

    /// <param name="client">Null when no client has that name: the same round trip is made, so that the time does not tell.</param>
    /// <param name="fault">Why it was not believed.</param>
    /// <param name="remote">Where the request came from.</param>
    public async Task RecordAsync(Client? client, Enum fault, IPAddress? remote, CancellationToken ct)
    {
        var minute = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        var key = $"{client?.Id}|{fault}|{NetworkAddress.Of(remote)}|{minute}";
        if (await once.TryUseAsync(Purpose, key, DateTimeOffset.FromUnixTimeSeconds((minute + 1) * 60), ct) && client is not null)
        {
            audit.Record(new ClientRefused(fault), clientId: client.Id);
            await db.SaveChangesAsync(ct);
        }
    }
}
