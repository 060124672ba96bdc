using System.CommandLine;
using IdentityProvider.Access;
using IdentityProvider.Keys;
using IdentityProvider.Recovery;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider;

/// <summary>The program: without a command it serves; with one it does an operator's errand and ends.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        var root = new RootCommand("The identity provider. Without a command it serves requests.") { TreatUnmatchedTokensAsErrors = false };
        root.SetAction((_, ct) => ServeAsync(args, ct));

        var migrate = new Command("migrate", "Brings the database to this version's schema, under a lock. Safe to run twice and from several nodes.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        migrate.SetAction((_, ct) => MigrateAsync(args[1..], ct));
        root.Subcommands.Add(migrate);

        var schema = new Command("schema", "Prints the SQL that would create the schema from the model: where a migration script starts, before its review.");
        schema.SetAction(_ => Console.Out.Write(ModelScript.WithoutServer()));
        root.Subcommands.Add(schema);
        root.Subcommands.Add(FhirCommand.Of(rest => IdpApplication.Build(rest)));
        root.Subcommands.Add(RecoveryCommand.Of(rest => IdpApplication.Build(rest)));
        root.Subcommands.Add(KeysCommand.Of(rest => IdpApplication.Build(rest)));
        root.Subcommands.Add(SecretsCommand.Of(rest => IdpApplication.Build(rest), Console.In));
        return await root.Parse(args).InvokeAsync();
    }

    private static async Task ServeAsync(string[] args, CancellationToken ct)
    {
        await using var app = IdpApplication.Build(args);
        await app.RunAsync(ct);
    }

    private static async Task MigrateAsync(string[] args, CancellationToken ct)
    {
        // The table of stored secrets may be what is migrated.
        await using var app = IdpApplication.Build([.. args, $"--{SecretOptions.Section}:{nameof(SecretOptions.Stored)}=false"]);
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IdpDbContext>().Database.MigrateAsync(ct);
    }
}
