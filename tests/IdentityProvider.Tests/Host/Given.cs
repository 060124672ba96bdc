using IdentityProvider.Clients;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Host;

/// <summary>Somebody a test signs in.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Email">What the person types first.</param>
/// <param name="Password">In clear; only here.</param>
/// <param name="Phone">Verified and on file, E.164; null for somebody who has set up nothing.</param>
public sealed record Person(Guid Id, string Email, string Password, string? Phone);

/// <summary>What is there before a test begins: clinics, people, apps. Saved through the entities, past the pages.</summary>
public sealed class Given(IdpHost idp)
{
    // Fits every clinic's rules, and is in no list.
    private const string EverybodysPassword = "correct-horse-lake-42";
    private static int _count;
    private static int _phones;
    private string? _passwordHash;

    /// <param name="policy">The defaults when a test does not care.</param>
    /// <param name="name">As people read it.</param>
    public async Task<Clinic> ClinicAsync(ClinicPolicy? policy = null, string? name = null)
    {
        var number = Interlocked.Increment(ref _count);
        return await SaveAsync((db, now) =>
        {
            var clinic = new Clinic($"TEST-{number}", name ?? $"Clinic {number}", $"Clinic {number}", "America/Chicago", now) { FrontDeskPhone = "(218) 555-0142" };
            db.Clinics.Add(clinic);
            db.ClinicPolicies.Add(new PolicyVersion(clinic.Id, 1, policy ?? new ClinicPolicy(), changedBy: null, now));
            return clinic;
        });
    }

    /// <summary>The clinic tightens or loosens its policy, as an admin's save would.</summary>
    public Task PolicyAsync(Clinic clinic, ClinicPolicy policy) => SaveAsync((db, now) =>
    {
        var last = db.ClinicPolicies.Where(v => v.ClinicId == clinic.Id).OrderByDescending(v => v.Version).First();
        db.ClinicPolicies.Add(new PolicyVersion(clinic.Id, last.Version + 1, policy, changedBy: null, now).After(last));
        return clinic;
    });

    public Task<Person> StaffAsync(Clinic clinic) => PersonAsync((clinic, Role.Staff));

    public Task<Person> PatientAsync(Clinic clinic) => PersonAsync((clinic, Role.Patient));

    /// <summary>Staff with a verified phone: by text, or by voice for somebody who prefers a call.</summary>
    public async Task<Person> StaffWithPhoneAsync(Clinic clinic, Channel prefers = Channel.Text) => await WithPhoneAsync(await StaffAsync(clinic), prefers);

    /// <summary>Staff whose second step is a code by e-mail.</summary>
    public async Task<Person> StaffWithEmailAsync(Clinic clinic)
    {
        var person = await StaffAsync(clinic);
        await UseAsync<UserFactors>(factors => factors.AddEmailAsync(person.Id, Ct));
        return person;
    }

    /// <summary>Gives somebody a verified phone, as a set-up in some earlier sign-in would have.</summary>
    public async Task<Person> WithPhoneAsync(Person person, Channel prefers = Channel.Text, string? number = null)
    {
        number ??= NextPhone();
        await UseAsync<IServiceProvider>(async services =>
        {
            var phones = services.GetRequiredService<UserPhones>();
            var phone = await phones.AddPendingAsync(person.Id, phones.Parse(number).Number!, prefers, Ct);
            phone.Verify(idp.Clock.GetUtcNow());
            await services.GetRequiredService<UserFactors>().AddPhoneAsync(person.Id, phone.Id, Ct);
        });
        return person with { Phone = number };
    }

    /// <summary>A number nobody in the run has. The last two digits stay below 80: the carriers' simulators read more into those above.</summary>
    public static string NextPhone()
    {
        var number = Interlocked.Increment(ref _phones);
        string[] areas = ["218", "320", "507", "612", "651", "763", "952", "202", "312", "415"];
        return $"+1{areas[number / 80 % areas.Length]}55501{number % 80:00}";
    }

    /// <summary>Somebody with these memberships and a verified e-mail address.</summary>
    public Task<Person> PersonAsync(params (Clinic Clinic, Role Role)[] memberships)
    {
        var name = $"Person {Interlocked.Increment(ref _count)}";
        return SaveAsync((db, now) =>
        {
            var user = new User($"{name.Replace(' ', '.').ToLowerInvariant()}@clinic.example", name, now) { EmailVerifiedAt = now, PasswordHash = HashOfPassword() };
            db.Users.Add(user);
            foreach (var (clinic, role) in memberships)
            {
                var membership = new Membership(user.Id, clinic.Id, role, now);
                membership.Accept(now);
                db.Memberships.Add(membership);
            }

            return new Person(user.Id, user.Email!, EverybodysPassword, Phone: null);
        });
    }

    /// <summary>A confidential app for staff and patients of every clinic; a test changes what it cares about.</summary>
    public async Task<TestApp> AppAsync(Uri issuer, Action<RegisteredClient>? change = null)
    {
        var id = $"app-{Interlocked.Increment(ref _count)}";
        var redirectUri = $"http://127.0.0.1:7999/{id}/callback";
        var secret = ClientSecret.Generate();
        var hasSecret = true;
        await SaveAsync((db, now) =>
        {
            var client = new RegisteredClient(id, $"The App {id}", ClientAuthMethod.ClientSecretBasic, now)
            {
                RedirectUris = [redirectUri],
                PostLogoutRedirectUris = [$"http://127.0.0.1:7999/{id}/signed-out"],
                Scopes = ["openid", "profile", "email", "offline_access"],
                GrantTypes = ["authorization_code", "refresh_token"],
                ServesStaff = true,
                ServesPatients = true,
                ServesEveryClinic = true,
            };
            change?.Invoke(client);
            db.Clients.Add(client);
            hasSecret = client.AuthMethod is ClientAuthMethod.ClientSecretBasic or ClientAuthMethod.ClientSecretPost;
            if (hasSecret)
            {
                db.ClientSecrets.Add(new StoredClientSecret(id, ClientSecret.HashOf(secret), now));
            }

            return client;
        });
        return new TestApp(issuer, id, hasSecret ? secret : null, redirectUri);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Through the plural files, then one save, as a request does it.
    private async Task UseAsync<TService>(Func<TService, Task> use)
        where TService : notnull
    {
        await using var scope = idp.Services.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<TService>());
        await scope.ServiceProvider.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
    }

    private async Task<T> SaveAsync<T>(Func<IdpDbContext, DateTimeOffset, T> add)
    {
        await using var scope = idp.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        var added = add(db, idp.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return added;
    }

    // One hash for everybody of a host: hashing is slow on purpose.
    private string HashOfPassword()
    {
        if (_passwordHash is null)
        {
            var someone = new User("someone@clinic.example", "Someone", idp.Services.GetRequiredService<TimeProvider>().GetUtcNow());
            idp.Services.GetRequiredService<Passwords>().Set(someone, EverybodysPassword);
            _passwordHash = someone.PasswordHash!;
        }

        return _passwordHash;
    }
}
