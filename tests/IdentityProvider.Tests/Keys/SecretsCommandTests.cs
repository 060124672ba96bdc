using System.CommandLine;
using System.Text;
using IdentityProvider.Delivery;
using IdentityProvider.Keys;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Architecture;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Tests.Keys;

/// <summary>Credentials of message providers are kept in the database, encrypted, and used by nodes that are told to.</summary>
[Trait("Row", "B10")]
public class SecretsCommandTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Setting = "Delivery:SendGrid:ApiKey";
    private const string Value = "SG.kept-in-the-database";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_kept_is_used_by_a_node_that_is_told_to_and_stands_nowhere_in_clear()
    {
        var (code, words) = await RunAsync(Value + "\n", "set", Setting);

        Assert.Equal(0, code);
        Assert.DoesNotContain(Value, words, StringComparison.Ordinal);
        Assert.Equal(Value, KeyOf(stored: true));
        Assert.NotEqual(Value, KeyOf(stored: false));
        await using var db = idp.Database.Open();
        var row = await db.StoredSecrets.SingleAsync(Ct);
        Assert.DoesNotContain(Value, Encoding.Latin1.GetString(row.Value), StringComparison.Ordinal);
        Assert.Contains("provider-secret.stored", await db.AuditEntries.Select(e => e.Name).ToListAsync(Ct));
        Assert.DoesNotContain(Value, (await RunAsync("", "list")).Words, StringComparison.Ordinal);
        Assert.Contains(Setting, (await RunAsync("", "list")).Words, StringComparison.Ordinal);
        await RunAsync("", "remove", Setting);
        Assert.NotEqual(Value, KeyOf(stored: true));
    }

    [Fact]
    public async Task A_second_value_takes_the_place_of_the_first_and_one_that_was_removed_is_gone()
    {
        await RunAsync("first", "set", Setting);
        await RunAsync("second", "set", Setting);

        Assert.Equal("second", KeyOf(stored: true));
        Assert.Equal(0, (await RunAsync("", "remove", Setting)).Code);
        Assert.Equal(1, (await RunAsync("", "remove", Setting)).Code);
        Assert.NotEqual("second", KeyOf(stored: true));
    }

    [Fact]
    public async Task Nothing_on_the_standard_input_keeps_nothing()
    {
        Assert.Equal(1, (await RunAsync("\n", "set", "Delivery:Smtp:Password")).Code);

        await using var db = idp.Database.Open();
        Assert.False(await db.StoredSecrets.AnyAsync(s => s.Name == ProviderSecret.SmtpPassword, Ct));
    }

    [Theory]
    [InlineData("Delivery:Vonage:PrivateKey", "no key", "must be an RSA private key")]
    [InlineData("Delivery:Vonage:SignatureSecret", "too short", "must have at least 16 characters")]
    public async Task What_would_keep_every_node_from_starting_is_not_kept(string setting, string value, string sentence)
    {
        var (code, words) = await RunAsync(value, "set", setting);

        Assert.Equal(1, code);
        Assert.Contains(sentence, words, StringComparison.Ordinal);
        Assert.DoesNotContain(value, words, StringComparison.Ordinal);
        await using var db = idp.Database.Open();
        Assert.False(await db.StoredSecrets.AnyAsync(s => s.Name == ProviderSecret.VonagePrivateKey, Ct));
    }

    [Fact]
    public async Task Only_credentials_are_kept() => Assert.NotEqual(0, (await RunAsync("x", "set", "Server:Issuer")).Code);

    [Fact]
    public async Task What_was_encrypted_with_another_master_key_stops_the_start_in_words_and_can_be_set_anew()
    {
        await using (var db = idp.Database.Open())
        {
            await db.Database.ExecuteSqlAsync($"insert into stored_secrets (name, value, set_at) values ('VonageSignatureSecret', {new byte[64]}, now())", Ct);
        }

        Assert.Contains("another master key", Assert.Throws<InvalidOperationException>(() => KeyOf(stored: true)).Message, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("a-secret-of-16-characters", "set", "Delivery:Vonage:SignatureSecret")).Code);
        Assert.NotNull(KeyOf(stored: true));
        await RunAsync("", "remove", "Delivery:Vonage:SignatureSecret");
    }

    [Fact]
    public void A_value_that_is_moved_to_another_row_does_not_decrypt_there()
    {
        var cipher = idp.Services.GetRequiredService<ValueCipher>();
        var secret = new StoredSecret(ProviderSecret.SmtpPassword, Value, cipher, idp.Clock.GetUtcNow());

        Assert.Equal(Value, cipher.DecryptText(StoredSecret.PurposeOf(ProviderSecret.SmtpPassword), secret.Value));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(
            () => cipher.DecryptText(StoredSecret.PurposeOf(ProviderSecret.SendGridApiKey), secret.Value));
    }

    [Fact]
    public void Every_one_of_them_is_a_setting() => Assert.All(
        Enum.GetValues<ProviderSecret>(), name => Assert.Contains($"`{StoredSecret.SettingOf(name)}`", Repository.Read("docs/configuration.md"), StringComparison.Ordinal));

    private string KeyOf(bool stored)
    {
        using var node = IdpApplication.Build([.. Settings, "--Secrets:Stored", stored ? "true" : "false"], builder => builder.Logging.ClearProviders());
        return node.Services.GetRequiredService<IOptions<DeliveryOptions>>().Value.SendGrid.ApiKey;
    }

    private IEnumerable<string> Settings => ["--contentRoot", TestSettings.ContentRoot, .. TestSettings.For(idp.Issuer, idp.Database.ConnectionString)];

    private async Task<(int Code, string Words)> RunAsync(string typed, params string[] verb)
    {
        await using var words = new StringWriter();
        using var input = new StringReader(typed);
        var command = SecretsCommand.Of(args => IdpApplication.Build(args, builder => builder.Logging.ClearProviders()), input);
        var code = await command.Parse([.. verb, .. Settings]).InvokeAsync(new InvocationConfiguration { Output = words, Error = words }, Ct);
        return (code, words.ToString());
    }
}
