using System.CommandLine;
using System.Globalization;
using IdentityProvider.Delivery;
using IdentityProvider.Storage;
using Microsoft.Extensions.Options;
using Npgsql;

namespace IdentityProvider.Keys;

/// <summary><c>secrets list | set | remove</c>: credentials of those who carry messages, kept in the database, encrypted with the master key.</summary>
internal static class SecretsCommand
{
    private static readonly string[] Settings = [.. Enum.GetValues<ProviderSecret>().Select(StoredSecret.SettingOf)];

    /// <param name="build">Puts the program together from the configuration on the rest of the command line.</param>
    /// <param name="input">Where a value is read from: on a command line it would stand in every list of processes.</param>
    public static Command Of(Func<string[], IHost> build, TextReader input)
    {
        var command = new Command("secrets", $"Credentials kept in the database, encrypted: {string.Join(", ", Settings)}.");
        var list = new Command("list", "Lists which are kept, and since when. Never their values.") { TreatUnmatchedTokensAsErrors = false };
        list.SetAction((parsed, ct) => RunAsync(build, parsed, ListAsync, ct));
        command.Subcommands.Add(list);
        command.Subcommands.Add(Named("set", "Keeps the value that is read from the standard input.", build, (errand, name, ct) => SetAsync(errand, name, input, ct)));
        command.Subcommands.Add(Named("remove", "Forgets a value; the other sources of settings count again.", build, RemoveAsync));
        return command;
    }

    private sealed record Errand(StoredSecrets Secrets, Func<(ProviderSecret Name, string Value), string?> RefusalOf, TextWriter Output);

    private static Command Named(string verb, string description, Func<string[], IHost> build, Func<Errand, ProviderSecret, CancellationToken, Task<int>> run)
    {
        var setting = new Argument<string>("setting") { Description = "The setting, as the configuration names it." };
        setting.AcceptOnlyFromAmong(Settings);
        var command = new Command(verb, description) { TreatUnmatchedTokensAsErrors = false };
        command.Arguments.Add(setting);
        command.SetAction((parsed, ct) => RunAsync(build, parsed, (errand, token) => run(errand, NameOf(parsed.GetValue(setting)!), token), ct));
        return command;
    }

    private static async Task<int> RunAsync(Func<string[], IHost> build, ParseResult parsed, Func<Errand, CancellationToken, Task<int>> run, CancellationToken ct)
    {
        // A value that cannot be read any more must not keep a new one from being set.
        string[] settings = [.. parsed.UnmatchedTokens, $"--{SecretOptions.Section}:{nameof(SecretOptions.Stored)}=false"];
        using var host = build(settings);

        // Times are the database's, as for every node; here nobody else has asked it yet.
        await host.Services.GetRequiredService<DatabaseClock>().ReadAsync(host.Services.GetRequiredService<NpgsqlDataSource>(), ct);
        await using var scope = host.Services.CreateAsyncScope();
        return await run(new Errand(
            scope.ServiceProvider.GetRequiredService<StoredSecrets>(), value => RefusalOf(build, settings, value), parsed.InvocationConfiguration.Output), ct);
    }

    private static async Task<int> ListAsync(Errand errand, CancellationToken ct)
    {
        foreach (var (name, setAt) in await errand.Secrets.ListAsync(ct))
        {
            await errand.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{StoredSecret.SettingOf(name),-34}  since {setAt:yyyy-MM-dd HH:mm:ss}Z"));
        }

        return 0;
    }

    private static async Task<int> SetAsync(Errand errand, ProviderSecret name, TextReader input, CancellationToken ct)
    {
        if ((await input.ReadToEndAsync(ct)).TrimEnd('\r', '\n') is not { Length: > 0 } value)
        {
            await errand.Output.WriteLineAsync("Nothing came on the standard input, so nothing was kept.");
            return 1;
        }

        if (errand.RefusalOf((name, value)) is { } refusal)
        {
            await errand.Output.WriteLineAsync($"Nothing was kept. {refusal}");
            return 1;
        }

        await errand.Secrets.SetAsync(name, value, ct);
        await errand.Output.WriteLineAsync("It is kept. Nodes that run with Secrets:Stored=true use it from their next start.");
        return 0;
    }

    private static async Task<int> RemoveAsync(Errand errand, ProviderSecret name, CancellationToken ct)
    {
        var removed = await errand.Secrets.RemoveAsync(name, ct);
        await errand.Output.WriteLineAsync(removed ? "It is forgotten. Nodes use it until their next start." : "None was kept.");
        return removed ? 0 : 1;
    }

    // As a node would judge it at its start, where a wrong one would keep the whole deployment from starting.
    private static string? RefusalOf(Func<string[], IHost> build, string[] settings, (ProviderSecret Name, string Value) secret)
    {
        var setting = StoredSecret.SettingOf(secret.Name);
        using var node = build([.. settings, $"--{setting}={secret.Value}"]);
        try
        {
            _ = node.Services.GetRequiredService<IOptions<DeliveryOptions>>().Value;
            return null;
        }
        catch (OptionsValidationException exception)
        {
            return exception.Failures.FirstOrDefault(failure => failure.Contains(setting, StringComparison.Ordinal));
        }
    }

    private static ProviderSecret NameOf(string setting) => Enum.GetValues<ProviderSecret>().First(name => StoredSecret.SettingOf(name) == setting);
}
