using System.Text;
using System.Text.RegularExpressions;
using IdentityProvider.Delivery;
using IdentityProvider.Tests.Host;
using Npgsql;

namespace IdentityProvider.Tests.Storage;

/// <summary>
/// A thief with a copy of the database, and an operator with the logs, find no number, code, token or password. The tests walk whole
/// journeys, remember every secret that was in play, and look for each of them in every table and every log line.
/// </summary>
public class AtRestTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task After_whole_journeys_no_secret_stands_in_any_table_or_log_line()
    {
        var secrets = await WalkAsync();

        var tables = await DumpAsync();
        var logs = string.Join('\n', idp.Logs.Lines);

        Assert.Empty(secrets.Where(secret => Stands(secret.Value, tables)).Select(secret => $"{secret.What} stands in the database: {secret.Value}"));
        Assert.Empty(secrets.Where(secret => Stands(secret.Value, logs)).Select(secret => $"{secret.What} stands in the logs: {LineWith(secret.Value)}"));
    }

    [Fact]
    public async Task The_dump_and_the_logs_would_show_what_is_really_there()
    {
        var clinic = await idp.Given.ClinicAsync(name: "Findable Clinic");

        Assert.True(Stands("Findable Clinic", await DumpAsync()));
        Assert.True(Stands("2185550142", "x 2185550142 y"));
        Assert.False(Stands("123456", "91234567"));
        Assert.NotEmpty(idp.Logs.Lines);
        Assert.NotEqual(default, clinic.Id);
    }

    private async Task<IReadOnlyList<(string What, string Value)>> WalkAsync()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (texted, called) = (await idp.Given.StaffWithPhoneAsync(clinic), await idp.Given.StaffWithPhoneAsync(clinic, Channel.Voice));
        var found = new List<(string, string)>();
        foreach (var person in (Person[])[texted, called])
        {
            using var browser = idp.OpenBrowser();
            await browser.GivePasswordAsync(idp.App.AuthorizeUrl("openid profile email offline_access"), person);
            await browser.EnterCodeAsync(await idp.Carrier.WrongCodeForAsync(person.Phone!));
            await browser.EnterCodeAndRememberAsync(await idp.Carrier.LastCodeToAsync(person.Phone!));
            var tokens = await idp.App.RedeemAsync(browser.CallbackUrl);
            var renewed = await idp.App.RefreshAsync(tokens.RefreshToken!);
            found.AddRange(SecretsOf(person, browser, tokens, renewed));
            found.Add(("the code", await idp.Carrier.LastCodeToAsync(person.Phone!)));
        }

        // And one whose code is still waiting to be typed.
        using var waiting = idp.OpenBrowser();
        await waiting.GivePasswordAsync(idp.App.AuthorizeUrl(), texted);
        found.Add(("a code not yet typed", await idp.Carrier.LastCodeToAsync(texted.Phone!)));
        return found;
    }

    private IEnumerable<(string What, string Value)> SecretsOf(Person person, Browser browser, Tokens tokens, Tokens renewed)
    {
        yield return ("the password", person.Password);
        yield return ("the phone number", person.Phone!);
        yield return ("the phone number's digits", person.Phone![2..]);
        yield return ("an access token", tokens.AccessToken);
        yield return ("a refresh token", tokens.RefreshToken!);
        yield return ("a renewed refresh token", renewed.RefreshToken!);
        yield return ("an authorization code", idp.App.Answer(browser.CallbackUrl)["code"]);
        foreach (var cookie in browser.Cookies.All.Where(c => !c.Name.ToString().Contains("language", StringComparison.Ordinal)))
        {
            yield return ($"the cookie {cookie.Name}", cookie.Value.ToString());
        }
    }

    // Every column of every row as text. Bytes are shown both as hex and as the characters they may be.
    private async Task<string> DumpAsync()
    {
        var dump = new StringBuilder();
        var tables = await ReadAsync("select quote_ident(table_name) from information_schema.tables where table_schema = 'public'");
        foreach (var table in tables)
        {
            dump.AppendLine(string.Join('\n', await ReadAsync($"select t::text from {table} t")));
        }

        var columns = await ReadAsync("select format('select encode(%I, ''escape'') from %I where %I is not null', column_name, table_name, column_name) from information_schema.columns where table_schema = 'public' and data_type = 'bytea'");
        foreach (var column in columns)
        {
            dump.AppendLine(string.Join('\n', await ReadAsync(column)));
        }

        return dump.ToString();
    }

    private async Task<IReadOnlyList<string>> ReadAsync(string sql)
    {
        var ct = TestContext.Current.CancellationToken;
        var lines = new List<string>();
        await using var command = new NpgsqlCommand(sql, await idp.Database.Source.OpenConnectionAsync(ct));
        await using var connection = command.Connection!;
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }

    // A word of its own: six digits inside a longer number or a hash are chance.
    private static bool Stands(string secret, string text) =>
        Regex.IsMatch(text, $@"(?<![A-Za-z0-9]){Regex.Escape(secret)}(?![A-Za-z0-9])", RegexOptions.None, TimeSpan.FromSeconds(10));

    private string LineWith(string secret) => idp.Logs.Lines.First(line => Stands(secret, line));
}
