using IdentityProvider.Clients;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Host;

/// <summary>Who registers apps and who approves them, as they are there before a test begins.</summary>
internal static class GivenDevelopers
{
    /// <summary>What a test that does not care wants: staff and patients everywhere, and an API's scope.</summary>
    public static readonly Reach Everywhere = new() { Scopes = ["openid", "profile", "email", "offline_access", "charts:read"], Staff = true, Patients = true, EveryClinic = true };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Somebody who registers apps, with a phone for the second step.</summary>
    public static Task<Person> DeveloperAsync(this IdpHost idp, params (Clinic Clinic, Role Role)[] memberships) =>
        PlatformAsync(idp, isDeveloper: true, memberships);

    /// <summary>Somebody who runs the server, with a phone for the second step.</summary>
    public static Task<Person> OperatorAsync(this IdpHost idp) => PlatformAsync(idp, isDeveloper: false, []);

    public static async Task<string> InitialAccessTokenAsync(
        this IdpHost idp, Person owner, Reach? approves = null, int uses = 10, TimeSpan? lifetime = null)
    {
        // A token counts only while its maker may give what it approves.
        if ((approves ?? Everywhere) is { IsEmpty: false })
        {
            await idp.WithAsync<IdpDbContext, int>(db => db.Users.Where(user => user.Id == owner.Id).ExecuteUpdateAsync(set => set.SetProperty(user => user.IsOperator, true), Ct));
        }

        await using var scope = idp.Services.CreateAsyncScope();
        var (token, _) = scope.ServiceProvider.GetRequiredService<InitialAccessTokens>()
            .Issue("for a test", owner.Id, approves ?? Everywhere, new TokenLimits(uses, lifetime ?? TimeSpan.FromDays(1)));
        await scope.ServiceProvider.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
        return token;
    }

    /// <summary>A registered client as the database has it now.</summary>
    public static Task<RegisteredClient> ClientAsync(this IdpHost idp, string clientId) =>
        idp.WithAsync<IdpDbContext, RegisteredClient>(db => db.Clients.AsNoTracking().SingleAsync(c => c.Id == clientId, Ct));

    public static Task<List<string>> AuditOfClientAsync(this IdpHost idp, string clientId) => idp.WithAsync<IdpDbContext, List<string>>(db =>
        db.AuditEntries.Where(e => e.ClientId == clientId).OrderBy(e => e.Id).Select(e => e.Name).ToListAsync(Ct));

    private static async Task<Person> PlatformAsync(IdpHost idp, bool isDeveloper, (Clinic Clinic, Role Role)[] memberships)
    {
        var person = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync(memberships));
        await idp.WithAsync<IdpDbContext, int>(db => db.Users.Where(user => user.Id == person.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.IsDeveloper, isDeveloper).SetProperty(user => user.IsOperator, !isDeveloper), Ct));
        return person;
    }
}
