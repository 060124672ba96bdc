using IdentityProvider.BrowserTests.People;
using IdentityProvider.Clients;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.BrowserTests.Stage;

/// <summary>What is there before a journey begins and takes too long to come to by clicking. Saved through the entities, past the pages.</summary>
internal static class DemoStates
{
    private static int _apps;

    /// <summary>Does something with services of its own, and saves.</summary>
    public static async Task WithAsync<TService>(this Demo demo, Func<TService, IServiceProvider, Task> act)
        where TService : notnull
    {
        await using var scope = demo.Host.Provider.CreateAsyncScope();
        await act(scope.ServiceProvider.GetRequiredService<TService>(), scope.ServiceProvider);
        await scope.ServiceProvider.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
    }

    public static async Task<Guid> IdOfAsync(this Demo demo, Person person)
    {
        var id = Guid.Empty;
        await demo.WithAsync<IdpDbContext>(async (db, _) => id = (await db.Users.SingleAsync(user => user.Email == person.Email, Ct)).Id);
        return id;
    }

    /// <summary>Staff whose phone is verified, as after a first sign-in long ago.</summary>
    public static async Task<Person> StaffWithPhoneAsync(this Demo demo, string practiceId)
    {
        var person = await demo.NewcomerAsync(practiceId);
        var id = await demo.IdOfAsync(person);
        await demo.WithAsync<UserPhones>(async (phones, services) =>
        {
            var phone = await phones.AddPendingAsync(id, phones.Parse(person.Phone).Number!, Channel.Text, Ct);
            phone.Verify(services.GetRequiredService<TimeProvider>().GetUtcNow());
            await services.GetRequiredService<UserFactors>().AddPhoneAsync(id, phone.Id, Ct);
        });
        return person;
    }

    /// <summary>The clinic saves another policy.</summary>
    /// <param name="change">From the policy as it is, and everybody who works there.</param>
    public static Task PolicyAsync(this Demo demo, string practiceId, Func<ClinicPolicy, IReadOnlyList<Guid>, ClinicPolicy> change) => demo.WithAsync<ClinicPolicies>(async (policies, services) =>
    {
        var db = services.GetRequiredService<IdpDbContext>();
        var clinic = await db.Clinics.SingleAsync(c => c.PracticeId == practiceId, Ct);
        var staff = await db.Memberships.Where(m => m.ClinicId == clinic.Id && m.Role != Role.Patient).Select(m => m.UserId).ToListAsync(Ct);
        var seen = await policies.CurrentAsync(clinic.Id, Ct);
        policies.Replace(seen, change(seen.Policy, staff), staff[0]);
    });

    /// <summary>An app without a secret that every clinic has approved.</summary>
    /// <returns>Its client_id.</returns>
    public static async Task<string> AppAsync(this Demo demo, Action<RegisteredClient> change)
    {
        var id = $"seldom-seen-{Interlocked.Increment(ref _apps)}";
        await demo.WithAsync<IdpDbContext>((db, services) =>
        {
            var client = new RegisteredClient(id, "Wound Pictures", ClientAuthMethod.None, services.GetRequiredService<TimeProvider>().GetUtcNow())
            {
                Scopes = ["openid", "profile", "email", "offline_access"],
                GrantTypes = ["authorization_code", "refresh_token"],
                ServesStaff = true,
                ServesPatients = true,
                ServesEveryClinic = true,
            };
            change(client);
            db.Clients.Add(client);
            return Task.CompletedTask;
        });
        return id;
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
