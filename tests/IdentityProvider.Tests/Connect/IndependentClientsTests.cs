using System.Diagnostics;
using System.Text.Json;
using IdentityProvider.Protocol;
using IdentityProvider.Tests.Architecture;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

/// <summary>Clients written by others (tests/clients, run by node) against the provider: what they accept, the world accepts.</summary>
public class IndependentClientsTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "clients");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_clients_of_others_complete_the_flow_with_no_setting_but_http_on_loopback()
    {
        // They judge lifetimes by the time of day.
        idp.Clock.Advance(TimeProvider.System.GetUtcNow() - idp.Clock.GetUtcNow());
        var person = await idp.SomebodyAsync();
        var settings = JsonSerializer.Serialize(new
        {
            issuer = idp.Issuer.ToString().TrimEnd('/'),
            user = new { email = person.Email, password = person.Password },
            clients = new
            {
                post = await RegisterAsync(ClientAuthMethod.ClientSecretPost),
                basic = await RegisterAsync(ClientAuthMethod.ClientSecretBasic),
                @public = await RegisterAsync(ClientAuthMethod.None),
            },
        });
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            var (installed, npm) = await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], settings);
            Assert.True(installed == 0, npm);
        }

        var (exit, output) = await RunAsync("node", ["--test", "--test-reporter=spec", "openid-client.test.mjs", "oauth4webapi.test.mjs"], settings);

        Assert.True(exit == 0, output);
        Assert.Contains("pass 8", output, StringComparison.Ordinal);
    }

    private async Task<object> RegisterAsync(ClientAuthMethod method)
    {
        using var app = await idp.Given.AppAsync(idp.Issuer, client => client.AuthMethod = method);
        return new { client_id = app.ClientId, client_secret = app.Secret, redirect_uri = app.RedirectUri, signed_out_uri = app.SignedOutUri };
    }

    private static async Task<(int Exit, string Output)> RunAsync(string program, IEnumerable<string> arguments, string settings)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CLIENT_TEST_SETTINGS"] = settings;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, await output + await errors);
    }
}
