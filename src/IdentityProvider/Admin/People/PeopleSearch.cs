using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Admin.People;

/// <summary>What somebody looks for among the people of a clinic. Everything comes from the address of the page, so a list can be kept as a link.</summary>
public sealed record PeopleFilter
{
    /// <summary>A part of the name or of the address.</summary>
    public string? Q { get; init; }

    public Role? Role { get; init; }

    public PeopleState? State { get; init; }

    /// <summary>From 1. "page" is the framework's own word in addresses.</summary>
    public int Sheet { get; init; } = 1;

    public bool IsEmpty => string.IsNullOrWhiteSpace(Q) && Role is null && State is null;
}

public enum PeopleState
{
    /// <summary>A second factor is on file, of whatever kind, passkeys included.</summary>
    HasSecondStep,
    NoSecondStep,

    /// <summary>The password or the codes are off, for a while or for good.</summary>
    Locked,
    NeverSignedIn,
    Deactivated,
}

/// <summary>A line of the list.</summary>
/// <param name="Roles">In this clinic, the highest first.</param>
public sealed record PersonLine(
    Guid Id, string Name, string? Email, IReadOnlyList<Role> Roles, bool IsActive, bool HasSecondStep, bool IsLocked, DateTimeOffset? LastUsedAt);

/// <summary>One page of them.</summary>
/// <param name="Total">How many match in all.</param>
public sealed record PeoplePage(IReadOnlyList<PersonLine> Lines, int Total, int Page)
{
    public const int Size = 50;

    public int Pages => Math.Max(1, (Total + Size - 1) / Size);
}

/// <summary>Finds people of a clinic: filtered, ordered and cut into pages by the database.</summary>
public sealed class PeopleSearch(IdpDbContext db, PeopleLocks locks)
{
    public async Task<PeoplePage> FindAsync(Guid clinicId, PeopleFilter filter, CancellationToken ct)
    {
        var locked = await locks.OfAsync(clinicId, ct);
        var found = Matching(clinicId, filter, locked);
        var total = await found.CountAsync(ct);
        var page = Math.Clamp(filter.Sheet, 1, Math.Max(1, (total + PeoplePage.Size - 1) / PeoplePage.Size));
        var withSecondStep = WithSecondStep();
        var users = await InOrder(found).Skip((page - 1) * PeoplePage.Size).Take(PeoplePage.Size)
            .Select(user => new
            {
                user.Id,
                user.DisplayName,
                user.Email,
                HasSecondStep = withSecondStep.Contains(user.Id),
            })
            .ToListAsync(ct);
        var ids = users.Select(user => user.Id).ToList();
        var memberships = (await Here(clinicId).AsNoTracking().Where(m => ids.Contains(m.UserId)).ToListAsync(ct)).ToLookup(m => m.UserId);
        return new PeoplePage(
            [.. users.Select(user => new PersonLine(
                user.Id,
                user.DisplayName,
                user.Email,
                [.. memberships[user.Id].Where(m => m.IsActive || memberships[user.Id].All(any => !any.IsActive)).Select(m => m.Role).Order()],
                memberships[user.Id].Any(m => m.IsActive),
                user.HasSecondStep,
                locked.Contains(user.Id),
                memberships[user.Id].Max(m => m.LastUsedAt)))],
            total,
            page);
    }

    /// <summary>Who stands before and after somebody in the whole list, so that an admin can walk through it.</summary>
    public async Task<(Guid? Before, Guid? After)> NeighborsAsync(Guid clinicId, User person, CancellationToken ct)
    {
        var all = Matching(clinicId, new PeopleFilter(), []);
        var (name, id) = (person.DisplayName, person.Id);
        var before = await all.Where(u => EF.Functions.LessThan(ValueTuple.Create(u.DisplayName, u.Id), ValueTuple.Create(name, id)))
            .OrderByDescending(u => u.DisplayName).ThenByDescending(u => u.Id).Select(u => (Guid?)u.Id).FirstOrDefaultAsync(ct);
        var after = await all.Where(u => EF.Functions.GreaterThan(ValueTuple.Create(u.DisplayName, u.Id), ValueTuple.Create(name, id)))
            .OrderBy(u => u.DisplayName).ThenBy(u => u.Id).Select(u => (Guid?)u.Id).FirstOrDefaultAsync(ct);
        return (before, after);
    }

    private static IQueryable<User> InOrder(IQueryable<User> users) => users.OrderBy(user => user.DisplayName).ThenBy(user => user.Id);

    // An invitation is not a person yet.
    private IQueryable<Membership> Here(Guid clinicId) => db.Memberships.Where(m => m.ClinicId == clinicId && m.AcceptedAt != null);

    private IQueryable<Guid> WithSecondStep() => db.Factors.Where(factor => factor.RemovedAt == null).Select(factor => factor.UserId)
        .Concat(db.Passkeys.Where(passkey => passkey.RemovedAt == null).Select(passkey => passkey.UserId));

    private IQueryable<User> Matching(Guid clinicId, PeopleFilter filter, IReadOnlyCollection<Guid> locked)
    {
        var here = Here(clinicId);
        if (filter.Role is { } role)
        {
            here = here.Where(m => m.Role == role);
        }

        here = filter.State switch
        {
            PeopleState.Deactivated => here.Where(m => m.DeactivatedAt != null),
            PeopleState.NeverSignedIn => here.Where(m => m.LastUsedAt == null && m.DeactivatedAt == null),
            PeopleState.HasSecondStep or PeopleState.NoSecondStep or PeopleState.Locked => here.Where(m => m.DeactivatedAt == null),
            null => here,
        };
        var withSecondStep = WithSecondStep();
        var users = db.Users.AsNoTracking().Where(user => here.Any(m => m.UserId == user.Id));
        users = filter.State switch
        {
            PeopleState.HasSecondStep => users.Where(user => withSecondStep.Contains(user.Id)),
            PeopleState.NoSecondStep => users.Where(user => !withSecondStep.Contains(user.Id)),
            PeopleState.Locked => users.Where(user => locked.Contains(user.Id)),
            PeopleState.NeverSignedIn or PeopleState.Deactivated or null => users,
        };
        return SearchPattern.Of(filter.Q) is { } pattern
            ? users.Where(user => EF.Functions.ILike(user.DisplayName, pattern, "\\") || EF.Functions.ILike(user.Email!, pattern, "\\"))
            : users;
    }
}
