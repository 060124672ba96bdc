using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Admin.People;

/// <summary>Who of the staff comes before and after somebody, by name: an admin goes from one to the next while changing their second steps.</summary>
public sealed class StaffWalk(IdpDbContext db)
{
    public async Task<(Guid? Before, Guid? After)> NeighborsAsync(PersonVisit visit, CancellationToken ct)
    {
        var staff = db.Memberships.StaffOf(visit.Admin.Clinic.Id).Select(m => m.UserId);
        var (name, id) = (visit.Person.DisplayName, visit.Person.Id);
        var others = db.Users.Where(user => staff.Contains(user.Id) && user.Id != id);
        var before = await others.Where(u => EF.Functions.LessThan(ValueTuple.Create(u.DisplayName, u.Id), ValueTuple.Create(name, id)))
            .OrderByDescending(u => u.DisplayName).ThenByDescending(u => u.Id).Select(u => (Guid?)u.Id).FirstOrDefaultAsync(ct);
        var after = await others.Where(u => EF.Functions.GreaterThan(ValueTuple.Create(u.DisplayName, u.Id), ValueTuple.Create(name, id)))
            .OrderBy(u => u.DisplayName).ThenBy(u => u.Id).Select(u => (Guid?)u.Id).FirstOrDefaultAsync(ct);
        return (before, after);
    }
}
