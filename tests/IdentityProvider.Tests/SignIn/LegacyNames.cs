using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.SignIn;

/// <summary>People who came from the system before this one, with a practice ID and a user name.</summary>
internal static class LegacyNames
{
    public const string OldPassword = "Old-Password-1";

    private static int _count;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<string> LegacyAsync(this IdpHost idp, Clinic clinic, Role role = Role.Staff)
    {
        var name = $"mcastellanos{Interlocked.Increment(ref _count)}";
        await using var scope = idp.Services.CreateAsyncScope();
        var (db, now) = (scope.ServiceProvider.GetRequiredService<IdpDbContext>(), idp.Clock.GetUtcNow());
        var user = User.WithoutAddress("María Castellanos", now);
        user.PasswordHash = LegacyHash.Import("identity", new PasswordHasher<User>().HashPassword(user, OldPassword));
        var membership = new Membership(user.Id, clinic.Id, role, now);
        membership.Accept(now);
        db.Users.Add(user);
        db.Memberships.Add(membership);
        db.LegacyAccounts.Add(new LegacyAccount(clinic.Id, name, user.Id, now));
        await db.SaveChangesAsync(Ct);
        return name;
    }

    public static async Task<Guid> OwnerOfAsync(this IdpHost idp, Clinic clinic, string name)
    {
        await using var db = idp.Database.Open();
        return await db.LegacyAccounts.Where(a => a.ClinicId == clinic.Id && a.UserName == name).Select(a => a.UserId).SingleAsync(Ct);
    }

    public static async Task<IReadOnlyList<Guid>> ClinicsOfAsync(this IdpHost idp, Guid userId)
    {
        await using var db = idp.Database.Open();
        return await db.Memberships.Where(m => m.UserId == userId && m.AcceptedAt != null && m.DeactivatedAt == null).Select(m => m.ClinicId).Distinct().ToListAsync(Ct);
    }
}
