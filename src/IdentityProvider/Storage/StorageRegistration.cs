using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace IdentityProvider.Storage;

public static class StorageRegistration
{
    /// <summary>Name of the connection string, as in ConnectionStrings__IdentityProvider.</summary>
    public const string ConnectionName = "IdentityProvider";

    private const int MostPrepared = 200;

    public static IHostApplicationBuilder AddStorage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<MasterKeyOptions>()
            .BindConfiguration(MasterKeyOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .Validate(o => o.AreComplete(), "MasterKeys: Current and Lookup must be listed under Keys, and every key must be 32 bytes in base64.")
            .ValidateOnStart();

        var connection = builder.Configuration.GetConnectionString(ConnectionName)
            ?? throw new InvalidOperationException("Set ConnectionStrings__IdentityProvider to a PostgreSQL database. The provider does not run without one.");
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(Tuned(connection)));
        builder.Services.AddDbContextPool<IdpDbContext>((services, options) => Configure(options, services.GetRequiredService<NpgsqlDataSource>()));

        builder.Services.AddSingleton<ValueCipher>();
        builder.Services.AddSingleton(new DatabaseClock(TimeProvider.System));
        builder.Services.AddSingleton<TimeProvider>(services => services.GetRequiredService<DatabaseClock>());
        builder.Services.AddHostedService<DatabaseClockWorker>();
        builder.Services.AddHostedService<DatabaseSignals>();
        return builder;
    }

    /// <summary>A connection string with what the driver does better for this program, wherever the string itself says nothing about it.</summary>
    internal static NpgsqlConnectionStringBuilder Tuned(string connection)
    {
        var (said, tuned) = (new DbConnectionStringBuilder { ConnectionString = connection }, new NpgsqlConnectionStringBuilder(connection));
        if (!said.ContainsKey("Max Auto Prepare"))
        {
            // Requests ask the same questions over and over: driver and server read each of them once for a connection.
            tuned.MaxAutoPrepare = MostPrepared;
        }

        if (!said.ContainsKey("No Reset On Close"))
        {
            // Nothing here outlives its transaction on a connection, so nothing has to be put back each time one is lent.
            tuned.NoResetOnClose = true;
        }

        return tuned;
    }

    internal static void Configure(DbContextOptionsBuilder options, NpgsqlDataSource database) =>
        options.UseNpgsql(database, npgsql => npgsql.CommandTimeout(10))
            .AddInterceptors(new StaleConnections(database))
            // Migrations are written by hand and carry no model snapshot to compare with; a test compares the catalogues instead.
            // Rows that a sweep deletes in batches may come in any order.
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning, CoreEventId.RowLimitingOperationWithoutOrderByWarning));
}
