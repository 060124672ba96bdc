using System.Globalization;
using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Host;

/// <summary>An authenticator app in somebody's hand: it knows the secret and the time.</summary>
internal sealed class App(IdpHost idp, Guid factorId, AuthenticatorSecret secret)
{
    public Guid FactorId => factorId;

    public string Now => TimeCode.At(TimeCode.StepOf(idp.Clock.GetUtcNow()), secret);

    public string In(TimeSpan time) => TimeCode.At(TimeCode.StepOf(idp.Clock.GetUtcNow() + time), secret);

    /// <summary>Digits that it shows at none of the steps that count.</summary>
    public string Wrong => Enumerable.Range(0, 9).Select(digit => new string((char)('0' + digit), TimeCode.Digits))
        .First(code => TimeCode.Find(secret, code, idp.Clock.GetUtcNow()) is null);
}

/// <summary>What an app makes of a key that a page shows as text.</summary>
internal static class Apps
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string CodeOf(string key, DateTimeOffset now)
    {
        var bits = string.Concat(key.Where(Base32.Contains).Select(c => Base32.IndexOf(c, StringComparison.Ordinal).ToString("b5", CultureInfo.InvariantCulture)));
        byte[] bytes = [.. bits.Chunk(8).Where(chunk => chunk.Length == 8).Select(chunk => Convert.ToByte(new string(chunk), 2))];
        return TimeCode.At(TimeCode.StepOf(now), AuthenticatorSecret.FromStored(bytes));
    }
}

/// <summary>Second factors that are there before a test begins, beyond phones and addresses.</summary>
internal static class GivenFactors
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Staff with an authenticator app that was set up in some earlier sign-in.</summary>
    public static async Task<(Person Person, App App)> StaffWithAppAsync(this IdpHost idp, Clinic clinic)
    {
        var person = await idp.Given.StaffAsync(clinic);
        return (person, await idp.WithAppAsync(person));
    }

    public static Task<App> WithAppAsync(this IdpHost idp, Person person) => idp.SaveAsync(services =>
    {
        var keys = services.GetRequiredService<AuthenticatorKeys>();
        var factor = services.GetRequiredService<UserFactors>().AddAuthenticatorApp(person.Id);
        var secret = keys.Draw();
        keys.Add(factor.Id, secret, firstStep: 0);
        return Task.FromResult(new App(idp, factor.Id, keys.Open(secret)));
    });

    /// <summary>Gives somebody ten recovery codes, kept already.</summary>
    public static Task<IReadOnlyList<string>> WithRecoveryCodesAsync(this IdpHost idp, Person person) => idp.SaveAsync(async services =>
    {
        var codes = services.GetRequiredService<RecoveryCodes>();
        var set = await codes.MakeAsync(person.Id, Ct);
        IReadOnlyList<string> shown = [.. codes.Show(set).Select(code => code.AsWritten())];
        await codes.ConfirmAsync(set, Ct);
        return shown;
    });

    /// <summary>A code for one sign-in, as an admin of the clinic would have given it.</summary>
    public static Task<string> WithBypassCodeAsync(this IdpHost idp, Person person, Clinic clinic, int hours = 4) => idp.SaveAsync(async services =>
        (await services.GetRequiredService<BypassCodes>().IssueAsync(new BypassOrder(person.Id, clinic.Id, Guid.Empty, hours), Ct)).Plain.AsWritten());

    private static async Task<T> SaveAsync<T>(this IdpHost idp, Func<IServiceProvider, Task<T>> make)
    {
        await using var scope = idp.Services.CreateAsyncScope();
        var made = await make(scope.ServiceProvider);
        await scope.ServiceProvider.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
        return made;
    }
}
