using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Admin.People;

/// <summary>An admin who looks at one of the clinic's people.</summary>
/// <param name="Here">The person's memberships in this clinic, the highest role first.</param>
/// <param name="Elsewhere">How many other clinics the person belongs to.</param>
/// <param name="Power">What the admin may do to the person.</param>
public sealed record PersonVisit(AdminVisit Admin, User Person, IReadOnlyList<Membership> Here, int Elsewhere, AdminPower Power)
{
    public TimeZoneInfo Zone => Admin.Zone;

    /// <summary>Whether a phone is on file, which another one may replace.</summary>
    public bool HasPhone { get; init; }

    /// <summary>Whether the person has a place here, and has taken it.</summary>
    public bool IsActive => Here.Any(m => m.IsActive);

    /// <summary>The path of the person's page; actions hang below it.</summary>
    public string Path => $"/admin/{Uri.EscapeDataString(Admin.Clinic.PracticeId)}/people/{Person.Id}";

    /// <summary>The language of what is sent to the person: theirs, else English.</summary>
    public string Language => Person.Language ?? Web.Languages.English;
}

/// <summary>What a page about a person finds when it is opened: the visit, or what is answered instead.</summary>
public sealed record PersonArrival(PersonVisit? Visit, IActionResult? Elsewhere);

/// <summary>
/// The door of every page about a person. Who has no place in the clinic of the address does not exist there, whether or not they are
/// known elsewhere; an action that the admin's power does not cover is refused, for a GET and for a POST alike.
/// </summary>
public sealed class PersonVisits(AdminVisits visits, IdpDbContext db)
{
    /// <param name="needed">How far the admin's power must go for this page; null to look only.</param>
    public async Task<PersonArrival> BeginAsync(HttpContext http, Guid personId, PowerReach? needed, CancellationToken ct)
    {
        var admin = await visits.BeginAsync(http, ct);
        var theirs = await db.Memberships.Where(m => m.UserId == personId).ToListAsync(ct);

        // An invitation that was not accepted shows nothing of the person behind the address.
        var here = theirs.Where(m => m.ClinicId == admin.Clinic.Id && m.AcceptedAt is not null).OrderBy(m => m.Role).ToList();
        if (here.Count == 0)
        {
            return new PersonArrival(null, new NotFoundResult());
        }

        var person = await db.Users.SingleAsync(user => user.Id == personId, ct);
        var own = await db.Memberships.Where(m => m.UserId == admin.Admin.Id).ToListAsync(ct);
        var power = AdminPower.Over(person, theirs, admin.Admin.Id, own, admin.Clinic.Id);
        var elsewhere = theirs.Where(m => m.IsActive && m.ClinicId != admin.Clinic.Id).DistinctBy(m => m.ClinicId).Count();
        var hasPhone = await db.Factors.AnyAsync(factor => factor.UserId == personId && factor.PhoneId != null && factor.RemovedAt == null, ct);
        return needed is { } reach && !power.Covers(reach)
            ? new PersonArrival(null, new StatusCodeResult(StatusCodes.Status403Forbidden))
            : new PersonArrival(new PersonVisit(admin, person, here, elsewhere, power) { HasPhone = hasPhone }, null);
    }
}
