using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Dev.Seeding;

/// <summary>Writes the demo data, through the entities and doors that the provider itself uses.</summary>
internal sealed class DemoSeed(IdpDbContext db, Passwords passwords, TimeProvider clock)
{
    /// <exception cref="DevException">People whose password everybody knows have no place in that environment.</exception>
    public static void EnsureAllowed(string environment)
    {
        if (environment != Environments.Development)
        {
            throw new DevException($"Demo people have a password that everybody knows, so they are for Development only; this environment is {environment}.");
        }
    }

    /// <param name="provider">The services of a provider whose database has this version's schema.</param>
    /// <param name="data">What the clients are registered with.</param>
    /// <param name="putBack">Whether to undo what was done with demo people since; otherwise only what is missing is added.</param>
    public static async Task RunAsync(IServiceProvider provider, DemoData data, bool putBack, CancellationToken ct)
    {
        EnsureAllowed(provider.GetRequiredService<IHostEnvironment>().EnvironmentName);
        await using var scope = provider.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<DemoSeed>(scope.ServiceProvider).WriteAsync(data, putBack, ct);
    }

    private async Task WriteAsync(DemoData data, bool putBack, CancellationToken ct)
    {
        var clinics = new Dictionary<DemoClinic, Clinic>();
        foreach (var demo in DemoClinics.All)
        {
            clinics[demo] = await ClinicAsync(demo, putBack, ct);
        }

        foreach (var person in DemoPeople.All)
        {
            await PersonAsync(person, clinics, putBack, ct);
        }

        await db.SaveChangesAsync(ct);
    }

    private async Task<Clinic> ClinicAsync(DemoClinic demo, bool putBack, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var clinic = await db.Clinics.SingleOrDefaultAsync(c => c.PracticeId == demo.PracticeId, ct);
        if (clinic is null)
        {
            clinic = demo.Make(now);
            db.Clinics.Add(clinic);
        }

        var last = await db.ClinicPolicies.Where(v => v.ClinicId == clinic.Id).OrderByDescending(v => v.Version).FirstOrDefaultAsync(ct);
        if (last is null || (putBack && !last.Policy.Equals(demo.Policy)))
        {
            db.ClinicPolicies.Add(new PolicyVersion(clinic.Id, (last?.Version ?? 0) + 1, demo.Policy, changedBy: null, now));
        }

        return clinic;
    }

    private async Task PersonAsync(DemoPerson person, Dictionary<DemoClinic, Clinic> clinics, bool putBack, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var normalized = User.Normalize(person.Email);
        var user = await db.Users.SingleOrDefaultAsync(u => u.NormalizedEmail == normalized, ct);
        var isNew = user is null;
        if (user is null)
        {
            user = new User(person.Email, person.Name, now) { EmailVerifiedAt = now };
            db.Users.Add(user);
        }

        if (isNew || putBack)
        {
            passwords.Set(user, DemoPeople.Password);
            (user.Language, user.IsDeveloper, user.IsOperator) = (person.Language, person.IsDeveloper, person.IsOperator);
        }

        foreach (var (clinic, role) in person.Roles)
        {
            await MembershipAsync(user, clinics[clinic], role, ct);
        }
    }

    private async Task MembershipAsync(User user, Clinic clinic, Role role, CancellationToken ct)
    {
        if (!await db.Memberships.AnyAsync(m => m.UserId == user.Id && m.ClinicId == clinic.Id && m.Role == role && m.DeactivatedAt == null, ct))
        {
            var membership = new Membership(user.Id, clinic.Id, role, clock.GetUtcNow());
            membership.Accept(clock.GetUtcNow());
            db.Memberships.Add(membership);
        }
    }
}
