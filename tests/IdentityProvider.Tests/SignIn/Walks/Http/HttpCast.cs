using IdentityProvider.Clinics;
using IdentityProvider.Codes;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using IdentityProvider.Users;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.SignIn.Walks.Http;

/// <summary>The people and clinics of one walk, as rows of the database. Every walk has its own.</summary>
internal sealed class HttpCast
{
    private static int _count;
    private readonly WalkHost _idp;
    private readonly Dictionary<int, string> _numbers = [];

    private HttpCast(WalkHost idp) => _idp = idp;

    public List<Clinic> Clinics { get; } = [];

    public List<User> People { get; } = [];

    public List<Membership> Places { get; } = [];

    /// <summary>What a code's destination is recognised by, and which phone of the walk it is.</summary>
    public List<(byte[] Destination, byte[] Number, int Phone)> Phones { get; } = [];

    public static async Task<HttpCast> MakeAsync(WalkHost idp)
    {
        var cast = new HttpCast(idp);
        await idp.DoAsync<IdpDbContext>(db => cast.Add(db, idp.Clock.GetUtcNow(), Interlocked.Increment(ref _count)));
        for (var who = 0; who < Cast.People; who++)
        {
            if (Cast.PhoneOf(who) is var phone and not 0)
            {
                await cast.AddPhoneAsync(cast.People[who].Id, phone);
            }
        }

        return cast;
    }

    /// <summary>The number of one of the walk's phones, which nobody had before it was asked for.</summary>
    public string NumberOf(int phone)
    {
        if (!_numbers.TryGetValue(phone, out var number))
        {
            number = _numbers[phone] = Given.NextPhone();
            var phones = PhoneNumber.Parse(number, allowFictional: true).Number!;
            using var scope = _idp.Services.CreateScope();
            Phones.Add((scope.ServiceProvider.GetRequiredService<CodeHasher>().HashDestination(phones.E164),
                scope.ServiceProvider.GetRequiredService<UserPhones>().HashOf(phones), phone));
        }

        return number;
    }

    private void Add(IdpDbContext db, DateTimeOffset now, int number)
    {
        for (var clinic = 0; clinic < Cast.Clinics; clinic++)
        {
            Clinics.Add(new Clinic($"WALK-{number}-{clinic}", $"Walk {number} {clinic}", $"Walk {number}", "America/Chicago", now) { FrontDeskPhone = "(218) 555-0142" });
            db.ClinicPolicies.Add(new PolicyVersion(Clinics[clinic].Id, 1, Pure.PureHouse.PolicyOf(Cast.Houses[0]), changedBy: null, now));
        }

        for (var who = 0; who < Cast.People; who++)
        {
            People.Add(new User($"walk{number}.{who}@clinic.example", $"Walker {who}", now) { EmailVerifiedAt = now, PasswordHash = _idp.HashOf(Cast.PasswordOf(who, 0)) });
        }

        foreach (var (who, clinic, isPatient) in Cast.Places)
        {
            Places.Add(new Membership(People[who].Id, Clinics[clinic].Id, isPatient ? Role.Patient : Role.Staff, now));
            Places[^1].Accept(now);
        }

        db.Clinics.AddRange(Clinics);
        db.Users.AddRange(People);
        db.Memberships.AddRange(Places);
    }

    private Task AddPhoneAsync(Guid userId, int phone) => _idp.DoAsync<IServiceProvider>(async services =>
    {
        var phones = services.GetRequiredService<UserPhones>();
        var added = await phones.AddPendingAsync(userId, phones.Parse(NumberOf(phone)).Number!, Channel.Text, TestContext.Current.CancellationToken);
        added.Verify(_idp.Clock.GetUtcNow());
        await services.GetRequiredService<UserFactors>().AddPhoneAsync(userId, added.Id, TestContext.Current.CancellationToken);
    });
}

/// <summary>Errands past the pages: services of their own, and one save, as a request has them.</summary>
internal static class Errands
{
    public static Task DoAsync<TService>(this IdpHost idp, Action<TService> errand)
        where TService : notnull => idp.DoAsync<TService>(service =>
        {
            errand(service);
            return Task.CompletedTask;
        });

    public static async Task DoAsync<TService>(this IdpHost idp, Func<TService, Task> errand)
        where TService : notnull
    {
        await using var scope = idp.Services.CreateAsyncScope();
        await errand(scope.ServiceProvider.GetRequiredService<TService>());
        await scope.ServiceProvider.GetRequiredService<IdpDbContext>().SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
