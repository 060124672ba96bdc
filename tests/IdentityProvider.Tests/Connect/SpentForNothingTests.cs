using System.Net;
using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Keys;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IdentityProvider.Tests.Connect;

/// <summary>
/// Something goes wrong around the moment in which a code or refresh token is spent. Whoever got no answer tries again with the same one: that must not
/// look like a theft, end the grant and send the user a warning.
/// </summary>
public sealed class SpentForNothingTests(HangUpHost idp) : IClassFixture<HangUpHost>
{
    private const string Offline = "openid offline_access";

    public enum HangUp
    {
        During,
        RightAfter,
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AccessTokenFormat.Jwt, HangUp.During)]
    [InlineData(AccessTokenFormat.Jwt, HangUp.RightAfter)]
    [InlineData(AccessTokenFormat.Reference, HangUp.During)]
    [InlineData(AccessTokenFormat.Reference, HangUp.RightAfter)]
    public async Task A_client_that_hangs_up_as_its_refresh_token_is_spent_can_use_it_again(AccessTokenFormat format, HangUp when)
    {
        var (app, tokens) = await SignedInAsync(format);
        using var closing = app;
        var before = await CountAsync(app);

        await HangUpAsync(when, "refresh_tokens", () => app.SendRefreshAsync(tokens.RefreshToken!));

        Assert.Equal(before, await CountAsync(app));
        var next = await app.RefreshAsync(tokens.RefreshToken!);
        Assert.Equal(HttpStatusCode.OK, (await app.UserInfoAsync(next.AccessToken)).StatusCode);
        Assert.Null((await idp.GrantOfAsync(app)).EndedAt);
        var audit = await idp.AuditOfAsync(app);
        Assert.DoesNotContain("token.reused", audit);
        Assert.Single(audit, "token.refreshed");
    }

    [Theory]
    [InlineData(HangUp.During)]
    [InlineData(HangUp.RightAfter)]
    public async Task A_client_that_hangs_up_as_its_code_is_spent_can_use_it_again_and_once(HangUp when)
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(Offline), await idp.SomebodyAsync());
        var code = app.CodeOf(browser.CallbackUrl);

        await HangUpAsync(when, "authorization_codes", () => app.SendCodeAsync(code));

        Assert.Equal((0, 0), await CountAsync(app));
        Assert.Equal(HttpStatusCode.OK, (await app.SendCodeAsync(code)).StatusCode);
        Assert.Equal("invalid_grant", await (await app.SendCodeAsync(code)).ErrorAsync());
        Assert.Equal(GrantEnd.CodeReused, (await idp.GrantOfAsync(app)).EndReason);
    }

    [Theory]
    [InlineData(HangUp.During)]
    [InlineData(HangUp.RightAfter)]
    public async Task A_device_that_hangs_up_as_its_code_is_spent_can_use_it_again(HangUp when)
    {
        using var app = await idp.DeviceAppAsync();
        using var browser = idp.OpenBrowser();
        var begun = await app.BeginDeviceAsync();
        await browser.TypeCodeAsync(await idp.SomebodyAsync(), begun);
        await browser.PressAsync("Allow");

        await HangUpAsync(when, "pending_devices", () => app.PollAsync(begun));

        Assert.Equal((0, 0), await CountAsync(app));
        Assert.Equal(HttpStatusCode.OK, (await app.PollAsync(begun)).StatusCode);
        Assert.Equal("invalid_grant", await app.PollErrorAsync(begun));
    }

    [Fact]
    public async Task A_code_that_was_guessed_at_stays_spent_even_if_its_guesser_hangs_up()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(Offline), await idp.SomebodyAsync());
        var code = app.CodeOf(browser.CallbackUrl);

        using (idp.HangUpAfter("update authorization_codes"))
        {
            Assert.False((await app.SendCodeAsync(code, ("code_verifier", new string('w', 64)))).IsSuccessStatusCode);
        }

        Assert.Equal("invalid_grant", await (await app.SendCodeAsync(code)).ErrorAsync());
    }

    [Fact]
    public async Task A_retry_that_comes_while_a_slow_database_still_spends_for_whoever_hung_up_is_the_first()
    {
        var (app, tokens) = await SignedInAsync(AccessTokenFormat.Jwt);
        using var closing = app;
        Task<HttpResponseMessage> retry;
        using var client = idp.NextClient();
        await using (await idp.HoldAsync("refresh_tokens"))
        {
            var answer = app.SendRefreshAsync(tokens.RefreshToken!);
            await idp.UntilHeldAsync();
            await client.CancelAsync();
            retry = app.SendRefreshAsync(tokens.RefreshToken!);
            Assert.False((await answer).IsSuccessStatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await retry).StatusCode);
    }

    [Fact]
    public async Task A_thief_who_hangs_up_is_found_out_all_the_same()
    {
        var (app, tokens) = await SignedInAsync(AccessTokenFormat.Jwt);
        using var closing = app;
        await app.RefreshAsync(tokens.RefreshToken!);

        using (idp.HangUpAfter("update refresh_tokens"))
        {
            Assert.False((await app.SendRefreshAsync(tokens.RefreshToken!)).IsSuccessStatusCode);
        }

        Assert.Equal(GrantEnd.RefreshTokenReused, (await idp.GrantOfAsync(app)).EndReason);
    }

    [Fact]
    public async Task A_reference_token_that_cannot_be_stored_spends_nothing()
    {
        var (app, tokens) = await SignedInAsync(AccessTokenFormat.Reference);
        using var closing = app;
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(Offline), await idp.SomebodyAsync());
        var code = app.CodeOf(browser.CallbackUrl);

        await using (await idp.RefuseAsync("reference_tokens"))
        {
            Assert.False((await app.SendRefreshAsync(tokens.RefreshToken!)).IsSuccessStatusCode);
            Assert.False((await app.SendCodeAsync(code)).IsSuccessStatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await app.SendRefreshAsync(tokens.RefreshToken!)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.SendCodeAsync(code)).StatusCode);
    }

    [Fact]
    public async Task Keys_that_cannot_be_read_any_more_are_not_missed_by_a_request_that_has_spent_its_token()
    {
        var (app, tokens) = await SignedInAsync(AccessTokenFormat.Jwt);
        using var closing = app;
        Task<HttpResponseMessage> answer;
        await using var unreadable = await idp.Database.Source.OpenConnectionAsync(Ct);
        await using (await idp.HoldAsync("refresh_tokens"))
        {
            answer = app.SendRefreshAsync(tokens.RefreshToken!);
            await idp.UntilHeldAsync();

            // Another node has made new keys, and this one would have to read them.
            await idp.Services.GetRequiredService<SigningKeys>().ReplaceAsync(Ct);
            await using var locking = new NpgsqlCommand("begin; lock table signing_keys in access exclusive mode", unreadable);
            await locking.ExecuteNonQueryAsync(Ct);
            idp.Services.GetRequiredService<SigningKeys>().Cache.Drop();
        }

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
        await using var done = new NpgsqlCommand("rollback", unreadable);
        await done.ExecuteNonQueryAsync(Ct);
        Assert.Equal(HttpStatusCode.OK, (await app.UserInfoAsync(await (await answer).MemberAsync("access_token"))).StatusCode);
    }

    [Fact]
    public async Task A_request_for_whose_record_there_is_no_room_waits_before_it_spends_anything()
    {
        var (app, tokens) = await SignedInAsync(AccessTokenFormat.Jwt);
        using var closing = app;
        await idp.FlushAuditAsync();
        var batches = idp.Services.GetRequiredService<AuditBatches>();
        var taken = new List<AuditSlot>();
        for (var slot = 0; slot < AuditBatches.Room; slot++)
        {
            taken.Add(await batches.ReserveAsync(Ct));
        }

        using var client = idp.NextClient();
        var answer = app.SendRefreshAsync(tokens.RefreshToken!);
        client.CancelAfter(TimeSpan.FromMilliseconds(200));
        Assert.False((await answer).IsSuccessStatusCode);
        taken.ForEach(slot => slot.Dispose());

        Assert.Equal(HttpStatusCode.OK, (await app.SendRefreshAsync(tokens.RefreshToken!)).StatusCode);
    }

    // A statement that is stopped leaves nothing; one that is over has to be undone.
    private async Task HangUpAsync(HangUp when, string table, Func<Task<HttpResponseMessage>> send)
    {
        if (when == HangUp.RightAfter)
        {
            using (idp.HangUpAfter($"update {table}"))
            {
                Assert.False((await send()).IsSuccessStatusCode);
            }

            return;
        }

        using var client = idp.NextClient();
        Task<HttpResponseMessage> answer;
        await using (await idp.HoldAsync(table))
        {
            answer = send();
            await idp.UntilHeldAsync();
            await client.CancelAsync();
            Assert.False((await answer).IsSuccessStatusCode);
        }
    }

    // Refresh tokens and reference tokens of the app.
    private Task<(int Refresh, int Reference)> CountAsync(TestApp app) => idp.WithAsync<IdpDbContext, (int, int)>(async db => (
        await db.RefreshTokens.CountAsync(t => db.Grants.Any(g => g.Id == t.GrantId && g.ClientId == app.ClientId), Ct),
        await db.ReferenceTokens.CountAsync(t => t.ClientId == app.ClientId, Ct)));

    private async Task<(TestApp App, Tokens Tokens)> SignedInAsync(AccessTokenFormat format)
    {
        var app = await idp.Given.AppAsync(idp.Issuer, client => client.AccessTokenFormat = format);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(Offline), await idp.SomebodyAsync());
        return (app, await app.RedeemAsync(browser.CallbackUrl));
    }
}
