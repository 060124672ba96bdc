using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Dev.Seeding;

/// <summary>Registers the relying apps. Their addresses follow the ports, so they are written at every start.</summary>
internal sealed class ClientsSeed(IdpDbContext db, ClientSecrets secrets, TimeProvider clock)
{
    public async Task WriteAsync(DemoData data, CancellationToken ct)
    {
        foreach (var demo in data.Clients)
        {
            var client = await FindOrAddAsync(demo, ct);
            client.RedirectUris = demo.RedirectUris;
            client.Scopes = demo.Scopes;
            client.GrantTypes = ["authorization_code", "refresh_token"];
            (client.ServesEveryClinic, client.RefreshesWithinSession, client.DisabledAt) = (true, true, null);
            Distinguish(client, data);
            await SecretAsync(demo, ct);
        }
    }

    private async Task<RegisteredClient> FindOrAddAsync(DemoClient demo, CancellationToken ct)
    {
        var method = demo.ClientSecret is null ? ClientAuthMethod.None : ClientAuthMethod.ClientSecretBasic;
        var name = demo.ClientId switch
        {
            DemoClients.EhrId => "Lakeside EHR",
            DemoClients.PortalId => "Patient Portal",
            _ => "Vitals",
        };
        return await db.Clients.SingleOrDefaultAsync(c => c.Id == demo.ClientId, ct)
            ?? db.Clients.Add(new RegisteredClient(demo.ClientId, name, method, clock.GetUtcNow())).Entity;
    }

    private static void Distinguish(RegisteredClient client, DemoData data)
    {
        switch (client.Id)
        {
            case DemoClients.EhrId:
                // It also speaks for itself: to prepare launches of SMART apps, and to ask about tokens.
                client.GrantTypes = ["authorization_code", "refresh_token", "client_credentials"];
                (client.ServesStaff, client.DefaultAudience) = (true, data.FhirBase);
                client.PostLogoutRedirectUris = [$"{data.Ehr}/signed-out"];
                break;
            case DemoClients.PortalId:
                (client.Kind, client.ServesPatients) = (ClientKind.Browser, true);
                client.PostLogoutRedirectUris = [$"{data.Portal}/"];
                client.CorsOrigins = [data.Portal];
                break;
            default:
                (client.Kind, client.ServesStaff, client.RefreshesWithinSession) = (ClientKind.Smart, true, false);
                client.LaunchUri = $"{data.SmartApp}/launch";
                break;
        }
    }

    private async Task SecretAsync(DemoClient demo, CancellationToken ct)
    {
        if (demo.ClientSecret is null)
        {
            return;
        }

        var hash = ClientSecret.HashOf(demo.ClientSecret);
        if (!await db.ClientSecrets.AnyAsync(s => s.ClientId == demo.ClientId && s.Hash == hash && s.ExpiresAt == null, ct))
        {
            await secrets.AddAsync(demo.ClientId, demo.ClientSecret, ct);
        }
    }
}
