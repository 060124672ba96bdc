using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Emergency;

/// <summary>Tells every admin of a clinic, by mail and at once. The caller saves.</summary>
public sealed class EmergencyAlarms(IdpDbContext db, Outbox outbox)
{
    /// <param name="also">The person it is about, where they are told too.</param>
    public async Task TellAsync(Clinic clinic, LetterContent content, User? also, CancellationToken ct)
    {
        var admins = db.Memberships.StaffOf(clinic.Id).Where(m => m.Role == Role.Owner || m.Role == Role.Admin).Select(m => m.UserId);
        var told = await db.Users.Where(user => admins.Contains(user.Id) && user.DeactivatedAt == null && user.Email != null).ToListAsync(ct);
        foreach (var user in told.Concat(also is { Email: not null } ? [also] : []).DistinctBy(user => user.Id))
        {
            outbox.Enqueue(new Letter(Channel.Email, user.Email!, user.Language ?? Languages.English, content)
            {
                Clinic = new LetterClinic(clinic.Id, clinic.Name, clinic.TextName, clinic.TimeZone, clinic.FrontDeskPhone),
                UserId = user.Id,
            });
        }
    }
}
