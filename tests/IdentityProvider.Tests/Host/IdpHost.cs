using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Dev.Carriers;
using IdentityProvider.Dev.Postgres;
using IdentityProvider.Factors;
using IdentityProvider.Limits;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace IdentityProvider.Tests.Host;

/// <summary>
/// The provider as it is deployed: its own pipeline on Kestrel, a real PostgreSQL of this test class's own, and around it what a test
/// has to hold in its hand: the clock, the carriers and the logs.
/// </summary>
public class IdpHost(TestDatabases databases) : IAsyncLifetime
{
    private CarrierSimulators? _simulators;
    private Given? _given;
    private TestApp? _relyingApp;
    private WebApplication? _app;
    private TestDatabase? _database;

    /// <summary>Where the provider answers: http://localhost and a free port.</summary>
    public Uri Issuer { get; private set; } = new("http://localhost");

    public FakeClock Clock { get; } = new();

    public CapturedLogs Logs { get; } = new();

    /// <summary>An app for staff and patients of every clinic.</summary>
    public TestApp App => _relyingApp ?? throw new InvalidOperationException("The host has not started.");

    public Given Given => _given ??= new Given(this);

    public TestCarrier Carrier => new(Simulators, DeliverAsync);

    public CarrierSimulators Simulators => _simulators ?? throw new InvalidOperationException("The host has not started.");

    public TestDatabase Database => _database ?? throw new InvalidOperationException("The host has not started.");

    public IServiceProvider Services => _app?.Services ?? throw new InvalidOperationException("The host has not started.");

    /// <summary>A browser nobody has used yet.</summary>
    public Browser OpenBrowser(string language = "en") => new(Issuer, new CookieJar(Clock), language);

    /// <summary>Runs something with services of its own, as a request has.</summary>
    public async Task<T> WithAsync<TService, T>(Func<TService, Task<T>> use)
        where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>The names of what is recorded of somebody, in order, the beginning of their sign-ins included.</summary>
    public async Task<IReadOnlyList<string>> AuditTrailAsync(Person person)
    {
        await FlushAuditAsync();
        await using var db = Database.Open();
        var attempts = db.SignInAttempts.Where(a => a.UserId == person.Id).Select(a => (Guid?)a.Id);
        return await db.AuditEntries.Where(e => e.UserId == person.Id || attempts.Contains(e.AttemptId))
            .OrderBy(e => e.At).Select(e => e.Name).ToListAsync();
    }

    /// <summary>What is written in batches is written now.</summary>
    public Task FlushAuditAsync() => Services.GetRequiredService<AuditBatches>().FlushAsync(TestContext.Current.CancellationToken);

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CopyAsync();
        _simulators = await CarrierSimulators.StartAsync(port: 0, Clock);
        Issuer = new Uri($"http://localhost:{FreePort.Any()}");
        _app = IdpApplication.Build(
            ["--urls", Issuer.ToString(), "--environment", "Development", "--contentRoot", TestSettings.ContentRoot, .. TestSettings.For(Issuer, _database.ConnectionString, _simulators.Settings), .. OneByOne, .. MoreSettings],
            Configure);
        await _app.StartAsync();
        _relyingApp = await Given.AppAsync(Issuer);
    }

    public async ValueTask DisposeAsync()
    {
        _relyingApp?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        if (_simulators is not null)
        {
            await _simulators.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        Forget();
        GC.SuppressFinalize(this);
    }

    /// <summary>Settings beside those of every test, as on a command line.</summary>
    protected virtual IEnumerable<string> MoreSettings => [];

    /// <summary>Whether the outbox worker runs by itself, as on a node, or makes its rounds when a test looks for a message.</summary>
    protected virtual bool RunsOutboxWorker => false;

    // Messages that are due in one round arrive in the order in which they were written, as a test reads them; a node sends many at once.
    private IEnumerable<string> OneByOne => RunsOutboxWorker ? [] : ["--Delivery:Parallel", "1"];

    /// <summary>Puts away what a host of its own kind made.</summary>
    protected virtual void Forget()
    {
        // Nothing was.
    }

    /// <summary>What a class of tests changes about the host before it starts.</summary>
    protected virtual void Arrange(IServiceCollection services)
    {
        // Nothing.
    }

    private Task DeliverAsync() => RunsOutboxWorker ? Task.CompletedTask : new DeliveryRound(this).RunAsync(TestContext.Current.CancellationToken);

    private void Configure(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug).AddProvider(Logs);
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));

        // A set of recovery codes is ten hashes, and every test that sets a factor up makes one.
        builder.Services.Replace(ServiceDescriptor.Singleton(services => new RecoveryCodeHasher(
            services.GetRequiredService<ValueCipher>(), services.GetRequiredService<HashingTurns>(), iterations: 1000)));

        // Logouts are told when a test says so.
        builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(LogoutNoticeWorker)));
        builder.Services.AddSingleton<LogoutNoticeWorker>();
        if (!RunsOutboxWorker)
        {
            builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(OutboxWorker)));
            builder.Services.AddSingleton<OutboxWorker>();
        }

        Arrange(builder.Services);
    }
}
