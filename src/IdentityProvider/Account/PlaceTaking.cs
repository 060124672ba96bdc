using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Account;

/// <summary>What follows once somebody has taken a place that was offered: it is written down, they are welcomed, and what hung on the place before ends.</summary>
public sealed class PlaceTaking(Endings endings, Outbox outbox, AuditLog audit, IdpDbContext db)
{
    /// <summary>The caller saves.</summary>
    public async Task FinishAsync(User user, TakenPlace taken, Guid invitationId, string language, CancellationToken ct)
    {
        var place = taken.Place;
        if (taken.Replaces)
        {
            await EndBeforeAsync(user.Id, place.ClinicId, ct);
        }

        var clinic = await db.Clinics.SingleAsync(c => c.Id == place.ClinicId, ct);
        audit.Record(new InvitationAccepted(invitationId, place.Role), user.Id, place.ClinicId);
        outbox.Enqueue(new Letter(Channel.Email, user.Email!, language, new Welcome(clinic.PracticeId, user.Email!))
        {
            Clinic = SignInCodes.LetterClinicOf(clinic),
            UserId = user.Id,
        });
    }

    // Was let in and granted for the role before. Left on a place that is put away, it would come back with it one day.
    private async Task EndBeforeAsync(Guid userId, Guid clinicId, CancellationToken ct)
    {
        var here = await db.Memberships.Where(m => m.UserId == userId && m.ClinicId == clinicId).Select(m => m.Id).ToListAsync(ct);
        await endings.EndAtAsync(userId, here, SessionEnd.RoleChanged, GrantEnd.EndedByAdmin, ct);
    }
}
