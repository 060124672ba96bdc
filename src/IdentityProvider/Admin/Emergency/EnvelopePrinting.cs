using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Emergency;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Admin.Emergency;

/// <summary>A code that was just drawn. Nobody can show it again.</summary>
/// <param name="Code">In groups, as it is printed.</param>
public sealed record PrintedEnvelope(Guid UserId, string Person, string Code)
{
    public override string ToString() => nameof(PrintedEnvelope);
}

/// <summary>Draws the code for somebody's envelope, opens a door that wrong tries had closed, and tells the person.</summary>
public sealed class EnvelopePrinting(EmergencyList list, EnvelopeCodes envelopes, EmergencyTries tries, Outbox outbox, IdpDbContext db, TimeProvider clock)
{
    /// <returns>Null when the person is not named here, or is the admin while another one could do it: nobody seals an own envelope.</returns>
    public async Task<PrintedEnvelope?> PrintAsync(AdminVisit visit, Guid userId, CancellationToken ct)
    {
        var named = (await list.NamedAsync(visit.Clinic.Id, ct)).FirstOrDefault(person => person.User.Id == userId);
        if (named is null || (userId == visit.Admin.Id && await HasOtherAdminAsync(visit, ct)))
        {
            return null;
        }

        var (person, clinic) = (named.User, visit.Clinic);
        var code = await envelopes.PrintAsync(clinic.Id, userId, visit.Admin.Id, ct);
        if (person.Email is { } email)
        {
            outbox.Enqueue(new Letter(Channel.Email, email, person.Language ?? Languages.English, new SealedCodeMade(clock.GetUtcNow(), visit.Admin.DisplayName))
            {
                Clinic = SignInCodes.LetterClinicOf(clinic),
                UserId = userId,
            });
        }

        await db.SaveChangesAsync(ct);
        if (named.IsClosed)
        {
            await tries.ForgiveAsync(person.Email!, ct);
        }

        return new PrintedEnvelope(userId, person.DisplayName, code);
    }

    private Task<bool> HasOtherAdminAsync(AdminVisit visit, CancellationToken ct) => db.Memberships.StaffOf(visit.Clinic.Id)
        .AnyAsync(m => m.UserId != visit.Admin.Id && (m.Role == Role.Owner || m.Role == Role.Admin), ct);
}
