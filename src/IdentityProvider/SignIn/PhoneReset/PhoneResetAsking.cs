using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Phones;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using AskedNotice = IdentityProvider.Delivery.PhoneResetAsked;

namespace IdentityProvider.SignIn.PhoneReset;

/// <summary>Writes a request for another phone, and tells everybody it concerns: the user on every way that is known, and who decides.</summary>
public sealed class PhoneResetAsking(
    PhoneResets resets, Reasons reasons, PhoneResetLetters letters, LostEverything lost, AuditLog audit, IdpDbContext db)
{
    /// <summary>The caller saves.</summary>
    /// <returns>False when there may be no request now; nothing was written.</returns>
    public async Task<bool> AskAsync(SignInTurn turn, string reason, CancellationToken ct)
    {
        var user = turn.User!;
        if (await resets.AskAsync(user.Id, () => reasons.Keep(reason), ct) is not { } request)
        {
            return false;
        }

        audit.Record(new Audit.PhoneResetAsked(request.Id), user.Id, turn.Clinic?.Id, attemptId: turn.Attempt.Id);
        var clinic = SignInCodes.LetterClinicOf(turn.Clinic);
        await letters.ToEverywhereAsync(user, clinic, turn.Language, new AskedNotice(turn.Now), turn.Attempt.CreatedAt, ct);
        foreach (var (admin, place) in await DecidersOfAsync(user, ct))
        {
            letters.ToAdmin(admin, SignInCodes.LetterClinicOf(place)!, new PhoneResetToDecide(turn.Now, user.DisplayName));
        }

        return true;
    }

    // Those who may decide, each in the name of a clinic that they administer. Nobody else is told; where nobody is left the operator decides, and is asked.
    private async Task<IReadOnlyList<(User Admin, Clinic Place)>> DecidersOfAsync(User user, CancellationToken ct)
    {
        var deciders = (await lost.AdminsOfAsync(user, ct)).Select(admin => admin.Id).ToList();
        var here = db.Memberships.Where(m => m.UserId == user.Id && m.AcceptedAt != null && m.DeactivatedAt == null).Select(m => m.ClinicId);
        var rows = await db.Memberships
            .Where(m => here.Contains(m.ClinicId) && deciders.Contains(m.UserId) && m.AcceptedAt != null && m.DeactivatedAt == null && Membership.Administrators.Contains(m.Role))
            .Join(db.Users.Where(u => u.DeactivatedAt == null), m => m.UserId, u => u.Id, (m, admin) => new { m.ClinicId, admin })
            .Join(db.Clinics, row => row.ClinicId, c => c.Id, (row, clinic) => new { row.admin, clinic })
            .ToListAsync(ct);
        return [.. rows.DistinctBy(row => row.admin.Id).Select(row => (row.admin, row.clinic))];
    }
}
