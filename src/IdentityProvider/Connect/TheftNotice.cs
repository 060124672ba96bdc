using IdentityProvider.Access;
using IdentityProvider.Delivery;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Connect;

/// <summary>Tells a user that a spent refresh token came back (RFC 9700 §4.14.2): they know whether it was their phone or somebody else's. Saves.</summary>
internal sealed class TheftNotice(Outbox outbox, IdpDbContext db, TimeProvider clock)
{
    public async Task TellAsync(Grant grant, Client client, CancellationToken ct)
    {
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == grant.UserId, ct);
        if (user.Email is not { } email)
        {
            return;
        }

        var clinic = await (from membership in db.Memberships.AsNoTracking()
                            join c in db.Clinics on membership.ClinicId equals c.Id
                            where membership.Id == grant.MembershipId
                            select c).SingleOrDefaultAsync(ct);
        outbox.Enqueue(new Letter(Channel.Email, email, user.Language ?? "en", new AppAccessEnded(clock.GetUtcNow(), client.Name))
        {
            Clinic = SignInCodes.LetterClinicOf(clinic),
            UserId = user.Id,
        });
        await db.SaveChangesAsync(ct);
    }
}
