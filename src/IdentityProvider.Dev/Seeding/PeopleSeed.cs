using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Dev.Seeding;

/// <summary>Writes the demo people: account, memberships, phone and factors.</summary>
internal sealed class PeopleSeed(IdpDbContext db, Passwords passwords, UserPhones phones, UserFactors factors, Invitations invitations, TimeProvider clock)
{
    public async Task WriteAsync(IReadOnlyDictionary<DemoClinic, Clinic> clinics, bool putBack, CancellationToken ct)
    {
        foreach (var person in DemoPeople.All)
        {
            await PersonAsync(person, clinics, putBack, ct);
        }

        await OldUserAsync(clinics[DemoClinics.Lakeside].Id, ct);
        await InvitedAsync(clinics[DemoClinics.CedarGrove].Id, ct);
    }

    private async Task PersonAsync(DemoPerson person, IReadOnlyDictionary<DemoClinic, Clinic> clinics, bool putBack, CancellationToken ct)
    {
        var normalized = User.Normalize(person.Email);
        var known = await db.Users.SingleOrDefaultAsync(u => u.NormalizedEmail == normalized, ct);
        if (known is not null && !putBack)
        {
            return;
        }

        var user = known ?? db.Users.Add(new User(person.Email, person.Name, clock.GetUtcNow())).Entity;
        passwords.Set(user, DemoPeople.Password);
        user.EmailVerifiedAt ??= clock.GetUtcNow();
        (user.Language, user.IsDeveloper, user.IsOperator) = (person.Language, person.IsDeveloper, person.IsOperator);
        foreach (var (clinic, role) in person.Roles)
        {
            await MembershipAsync(user.Id, clinics[clinic].Id, role, ct);
        }

        await ForgetFactorsAsync(user.Id, ct);
        await SetUpAsync(person, user.Id, ct);
    }

    // A hash as ASP.NET Core Identity made it: no sign-in of ours has replaced it yet.
    private async Task OldUserAsync(Guid clinicId, CancellationToken ct)
    {
        var name = LegacyAccount.Normalize(DemoPeople.OldUserName);
        if (await db.LegacyAccounts.AnyAsync(a => a.ClinicId == clinicId && a.NormalizedUserName == name, ct))
        {
            return;
        }

        var user = User.WithoutAddress("María Fernanda Castellanos", clock.GetUtcNow());
        user.PasswordHash = LegacyHash.Import("identity", new PasswordHasher<User>().HashPassword(user, DemoPeople.OldPassword));
        db.Users.Add(user);
        await MembershipAsync(user.Id, clinicId, Role.Staff, ct);
        db.LegacyAccounts.Add(new LegacyAccount(clinicId, DemoPeople.OldUserName, user.Id, clock.GetUtcNow()));
    }

    // Anna works at the other clinic, and finds the invitation on her account page.
    private async Task InvitedAsync(Guid clinicId, CancellationToken ct)
    {
        if (!await db.Invitations.AnyAsync(i => i.ClinicId == clinicId, ct))
        {
            await invitations.InviteAsync(
                new Invitation(clinicId, "anna.lindqvist@lakesidefm.example", "Anna Lindqvist", Role.Staff, invitedBy: null, clock.GetUtcNow()), ct);
        }
    }

    private async Task MembershipAsync(Guid userId, Guid clinicId, Role role, CancellationToken ct)
    {
        if (!await db.Memberships.AnyAsync(m => m.UserId == userId && m.ClinicId == clinicId && m.Role == role && m.DeactivatedAt == null, ct))
        {
            var membership = new Membership(userId, clinicId, role, clock.GetUtcNow());
            membership.Accept(clock.GetUtcNow());
            db.Memberships.Add(membership);
        }
    }

    // Whatever was set up since: the person has to be as demo.json says.
    private async Task ForgetFactorsAsync(Guid userId, CancellationToken ct)
    {
        await db.Factors.Where(f => f.UserId == userId).ExecuteDeleteAsync(ct);
        await db.UserPhones.Where(p => p.UserId == userId).ExecuteDeleteAsync(ct);
        await db.TrustedDevices.Where(d => d.UserId == userId).ExecuteDeleteAsync(ct);
    }

    private async Task SetUpAsync(DemoPerson person, Guid userId, CancellationToken ct)
    {
        if (person.Phone is not null)
        {
            var number = phones.Parse(person.Phone).Number ?? throw new InvalidOperationException($"{person.Phone} is no number of the plan.");
            var phone = await phones.AddPendingAsync(userId, number, person.PhoneChannel, ct);

            // As people of old have one: a number proves a password reset from a day after it was verified.
            phone.Verify(clock.GetUtcNow().AddDays(-30));
            await factors.AddPhoneAsync(userId, phone.Id, ct);
        }

        if (person.UsesEmailedCodes)
        {
            await factors.AddEmailAsync(userId, ct);
        }
    }
}
