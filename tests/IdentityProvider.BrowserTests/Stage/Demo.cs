using System.Security.Cryptography;
using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;
using IdentityProvider.Clinics;
using IdentityProvider.Dev.Postgres;
using IdentityProvider.Dev.Running;
using IdentityProvider.Dev.Seeding;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(Demo))]

namespace IdentityProvider.BrowserTests.Stage;

/// <summary>Everything that <c>./dev up</c> starts, on free ports and an empty database of its own.</summary>
public class Demo : IAsyncLifetime
{
    private PrivatePostgres? _postgres;
    private DemoHost? _host;
    private int _newcomers;

    internal DemoHost Host => _host ?? throw new InvalidOperationException("The demo has not started.");

    public DemoData Data => Host.Data;

    public async ValueTask InitializeAsync()
    {
        _postgres = await PrivatePostgres.StartThrowawayAsync();
        await _postgres.EnsureDatabaseAsync("demo");
        _host = await DemoHost.StartAsync(Ports.Free(), _postgres.ConnectionStringTo("demo"), Random(), Random());
    }

    /// <summary>Someone who was invited to a clinic and has never signed in: nobody else's journey meets them.</summary>
    public async Task<Person> NewcomerAsync(string practiceId, Role role = Role.Staff)
    {
        var number = Interlocked.Increment(ref _newcomers);
        var person = new Person($"newcomer{number}@lakesidefm.example", $"Nia Newcomer {number}") { Phone = $"+1320555{150 + number:0000}" };
        await using var scope = Host.Provider.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow();
        var clinic = await db.Clinics.SingleAsync(c => c.PracticeId == practiceId);
        var user = new User(person.Email, person.Name, now) { EmailVerifiedAt = now };
        scope.ServiceProvider.GetRequiredService<Passwords>().Set(user, Person.Password);
        var membership = new Membership(user.Id, clinic.Id, role, now);
        membership.Accept(now);
        db.AddRange(user, membership);
        await db.SaveChangesAsync();
        return person;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    private static string Random() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}

/// <summary>A demo for one class alone, whose journeys change what the others count on.</summary>
public sealed class DemoOfItsOwn : Demo;
