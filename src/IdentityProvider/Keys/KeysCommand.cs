using System.CommandLine;
using System.Globalization;
using IdentityProvider.Storage;
using Microsoft.Extensions.Options;
using Npgsql;

namespace IdentityProvider.Keys;

/// <summary><c>keys list | rotate | revoke</c>: what an operator does with signing keys by hand. Every node learns of it at once.</summary>
internal static class KeysCommand
{
    /// <param name="build">Puts the program together from the configuration on the rest of the command line.</param>
    public static Command Of(Func<string[], IHost> build)
    {
        var command = new Command("keys", "Signing keys: lists them, replaces them before their time, or takes one out of use now.");
        command.Subcommands.Add(Verb("list", "Lists every key, and what it is doing.", build, ListAsync));
        command.Subcommands.Add(Verb("rotate", "Publishes a new key of each algorithm. It signs in 20 minutes, when every cache has it.", build, RotateAsync));
        command.Subcommands.Add(Revoke(build));
        return command;
    }

    private sealed record Errand(SigningKeys Keys, KeyOptions Options, DateTimeOffset Now, TextWriter Output);

    private static Command Verb(string name, string description, Func<string[], IHost> build, Func<Errand, CancellationToken, Task<int>> run)
    {
        var verb = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        verb.SetAction((parsed, ct) => RunAsync(build, parsed, run, ct));
        return verb;
    }

    private static Command Revoke(Func<string[], IHost> build)
    {
        var id = new Argument<string>("kid") { Description = "The key's id, as list and the key set have it." };
        var revoke = new Command("revoke", "Takes a key out of use at once. Every token that it signed is refused from then on.") { TreatUnmatchedTokensAsErrors = false };
        revoke.Arguments.Add(id);
        revoke.SetAction((parsed, ct) => RunAsync(build, parsed, (errand, token) => RevokeAsync(errand, parsed.GetValue(id)!, token), ct));
        return revoke;
    }

    private static async Task<int> RunAsync(
        Func<string[], IHost> build, ParseResult parsed, Func<Errand, CancellationToken, Task<int>> run, CancellationToken ct)
    {
        using var host = build([.. parsed.UnmatchedTokens]);
        var services = host.Services;

        // The times of keys are the database's, as for every node; here nobody else has asked it yet.
        await services.GetRequiredService<DatabaseClock>().ReadAsync(services.GetRequiredService<NpgsqlDataSource>(), ct);
        var errand = new Errand(
            services.GetRequiredService<SigningKeys>(),
            services.GetRequiredService<IOptions<KeyOptions>>().Value,
            services.GetRequiredService<TimeProvider>().GetUtcNow(),
            parsed.InvocationConfiguration.Output);
        return await run(errand, ct);
    }

    private static async Task<int> ListAsync(Errand errand, CancellationToken ct)
    {
        await errand.Output.WriteLineAsync("kid                               alg    signs from            state");
        foreach (var key in await errand.Keys.ListAsync(ct))
        {
            await errand.Output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{key.KeyId}  {key.Algorithm,-5}  {key.SignsFrom:yyyy-MM-dd HH:mm:ss}Z  {StateOf(key, errand)}"));
        }

        return 0;
    }

    private static async Task<int> RotateAsync(Errand errand, CancellationToken ct)
    {
        await errand.Keys.ReplaceAsync(ct);
        await errand.Output.WriteLineAsync("New keys are published. They sign in 20 minutes; the keys before them stay published for the tokens they signed.");
        return 0;
    }

    private static async Task<int> RevokeAsync(Errand errand, string keyId, CancellationToken ct)
    {
        if (!await errand.Keys.RevokeAsync(keyId, ct))
        {
            await errand.Output.WriteLineAsync("There is no such key in use. Run \"keys list\" to see the ids.");
            return 1;
        }

        await errand.Output.WriteLineAsync(
            "The key is revoked, and no node believes it any more. APIs that check tokens by themselves may for up to 15 minutes, until they fetch the key set again.");
        return 0;
    }

    private static string StateOf(SigningKey key, Errand errand) =>
        key.RevokedAt is not null ? "revoked"
        : key.MaySign(errand.Options, errand.Now) ? "signs"
        : errand.Now < key.SignsFrom ? "published, signs later"
        : key.IsPublished(errand.Options, errand.Now) ? "published, signs no more"
        : "past";
}
