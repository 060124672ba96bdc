using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Dev.Seeding;

/// <summary>Gives the demo's developer an app that still asks a clinic to be used there, so that its owner has one to approve.</summary>
internal sealed class DeveloperSeed(IdpDbContext db, ClientDesk desk)
{
    private const string AppName = "Refill Reminders";

    public async Task WriteAsync(CancellationToken ct)
    {
        var email = User.Normalize(DemoPeople.All.Single(person => person.IsDeveloper).Email);
        var developer = db.Users.Local.SingleOrDefault(user => user.NormalizedEmail == email) ?? await db.Users.SingleAsync(user => user.NormalizedEmail == email, ct);
        if (await db.Clients.AnyAsync(client => client.OwnerId == developer.Id, ct))
        {
            return;
        }

        var practiceId = DemoClinics.Lakeside.PracticeId;
        var clinic = db.Clinics.Local.SingleOrDefault(c => c.PracticeId == practiceId) ?? await db.Clinics.SingleAsync(c => c.PracticeId == practiceId, ct);
        var metadata = new ClientMetadata
        {
            Name = AppName,
            Kind = ClientKind.Web,
            GrantTypes = [GrantType.AuthorizationCode, GrantType.RefreshToken],
            RedirectUris = ["https://refills.apps.example/callback"],
            About = new ClientAbout { ClientUri = "https://refills.apps.example", PolicyUri = "https://refills.apps.example/privacy" },
        };
        var wanted = new Reach { Scopes = [.. Scope.OfOurOwn], Patients = true, Clinics = [clinic.Id] };
        await desk.RegisterAsync(metadata, developer.Id, wanted, Reach.Nothing, ct);
    }
}
