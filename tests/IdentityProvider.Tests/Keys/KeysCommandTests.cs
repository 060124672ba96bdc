using System.CommandLine;
using IdentityProvider.Keys;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace IdentityProvider.Tests.Keys;

/// <summary>The operator's errands with signing keys, while a node runs.</summary>
public class KeysCommandTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Issuer = "https://idp.example";

    private static readonly Dictionary<string, object> Claims = new(StringComparer.Ordinal) { ["iss"] = Issuer, ["sub"] = "u", ["exp"] = 4_000_000_000L };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private SigningKeys Keys => idp.Services.GetRequiredService<SigningKeys>();

    private TokenSigner Signer => idp.Services.GetRequiredService<TokenSigner>();

    [Fact]
    public async Task A_revoked_key_is_believed_no_more_and_another_signs_at_once()
    {
        var token = await Signer.SignAsync(Claims, "ES256", "at+jwt", Ct);
        var key = (await Keys.SignerAsync("ES256", Ct)).Key.KeyId;

        var (code, words) = await RunAsync("revoke", key);

        Assert.True(code == 0, words);
        await EventuallyAsync(async () => await Signer.ReadAsync(token, Issuer, "at+jwt", evenExpired: false, Ct) is null);
        Assert.DoesNotContain(await Keys.PublishedAsync(Ct), published => published.Kid == key);
        Assert.NotEqual(key, (await Keys.SignerAsync("ES256", Ct)).Key.KeyId);
        var next = await Signer.SignAsync(Claims, "ES256", "at+jwt", Ct);
        Assert.NotNull(await Signer.ReadAsync(next, Issuer, "at+jwt", evenExpired: false, Ct));
        Assert.Contains("signing-key.revoked", await AuditAsync());
        Assert.Contains($"{key}  ES256", (await RunAsync("list")).Words.Split('\n').Single(line => line.EndsWith("revoked", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_is_published_at_once_and_signs_when_every_cache_has_it()
    {
        var before = (await Keys.SignerAsync("RS256", Ct)).Key.KeyId;

        var (code, words) = await RunAsync("rotate");

        Assert.True(code == 0, words);
        await EventuallyAsync(async () => (await Keys.PublishedAsync(Ct)).Count(key => key.Alg == "RS256") == 2);
        Assert.Equal(before, (await Keys.SignerAsync("RS256", Ct)).Key.KeyId);
        idp.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.NotEqual(before, (await Keys.SignerAsync("RS256", Ct)).Key.KeyId);
        Assert.Contains(await Keys.PublishedAsync(Ct), key => key.Kid == before);
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("x")]
    public async Task A_key_that_is_not_there_is_said_not_to_be(string key)
    {
        var (code, words) = await RunAsync("revoke", key);

        Assert.Equal(1, code);
        Assert.Contains("no such key", words, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Words)> RunAsync(params string[] verb)
    {
        await using var words = new StringWriter();
        var command = KeysCommand.Of(args => IdpApplication.Build(
            args,
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(idp.Clock));
            }));
        var code = await command
            .Parse([.. verb, "--contentRoot", TestSettings.ContentRoot, .. TestSettings.For(idp.Issuer, idp.Database.ConnectionString)])
            .InvokeAsync(new InvocationConfiguration { Output = words, Error = words }, Ct);
        return (code, words.ToString());
    }

    private Task<List<string>> AuditAsync() => idp.WithAsync<IdpDbContext, List<string>>(db => db.AuditEntries.Select(entry => entry.Name).ToListAsync(Ct));

    /// <summary>Waits for a change to reach the node: the signal comes on its own connection.</summary>
    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        timeout.CancelAfter(TimeSpan.FromSeconds(10));
        while (!await holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), timeout.Token);
        }
    }
}
