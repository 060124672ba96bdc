using System.Net;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

/// <summary>What it costs that a code or a refresh token comes again: somebody's bad network, or an attack that comes in thousands.</summary>
public sealed class RepeatedSpendingTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly string[] Tables = ["grants", "refresh_tokens", "authorization_codes", "INSERT INTO audit_entries"];

    [Fact]
    public async Task A_lost_answer_is_repeated_in_two_statements_and_a_theft_stopped_in_two()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer, client => client.RefreshRepeatWindow = TimeSpan.FromSeconds(10));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid offline_access"), await idp.SomebodyAsync());
        var code = app.CodeOf(browser.CallbackUrl);
        var refresh = await (await app.SendCodeAsync(code)).MemberAsync("refresh_token");
        await app.RefreshAsync(refresh);
        using var statements = new CountedStatements(idp, sql => Tables.Any(table => sql.Contains(table, StringComparison.Ordinal)));

        // Each after the statement that finds it spent, and the one that looks why.
        using var repeated = await app.SendRefreshAsync(refresh);
        Assert.Equal(HttpStatusCode.OK, repeated.StatusCode);
        Assert.Equal(2 + 2, statements.Take().Count);
        using var stopped = await app.SendCodeAsync(code);
        Assert.Equal("invalid_grant", await stopped.ErrorAsync());
        Assert.Equal(2 + 2, statements.Take().Count);
    }
}
