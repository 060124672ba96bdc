using System.Globalization;
using IdentityProvider.Delivery;
using IdentityProvider.Dev.Carriers;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IdentityProvider.Tests.Delivery;

/// <summary>A code somebody is owed.</summary>
internal sealed record KillCode(Guid MessageId, string Digits);

/// <summary>Codes in the outbox of a provider that is not running yet.</summary>
internal sealed class KillOutbox(TestDatabase database, CarrierSimulators carriers)
{
    /// <summary>So many texts, each to a number of its own with digits of its own; by number.</summary>
    public async Task<IReadOnlyDictionary<string, KillCode>> WriteAsync(int count, CancellationToken ct)
    {
        await using var node = IdpApplication.Build(
            ["--contentRoot", TestSettings.ContentRoot, .. TestSettings.For(new Uri("https://id.example"), database.ConnectionString, carriers.Settings)],
            builder => builder.Logging.ClearProviders());
        await using var scope = node.Services.CreateAsyncScope();
        var (outbox, now) = (scope.ServiceProvider.GetRequiredService<Outbox>(), TimeProvider.System.GetUtcNow());
        var codes = Enumerable.Range(0, count).ToDictionary(i => $"+1218777{i:0000}", i => Write(outbox, i, now));
        await scope.ServiceProvider.GetRequiredService<IdpDbContext>().SaveChangesAsync(ct);
        return codes;
    }

    private static KillCode Write(Outbox outbox, int i, DateTimeOffset now)
    {
        var digits = (100_000 + i).ToString(CultureInfo.InvariantCulture);
        var letter = new Letter(Channel.Text, $"+1218777{i:0000}", "en", new SignInCode(Guid.CreateVersion7(now), digits, now.AddMinutes(10))) { Clinic = Letters.Lakeside };
        return new KillCode(outbox.Enqueue(letter).Id, digits);
    }
}
