using IdentityProvider.Limits;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.SignIn;

/// <summary>Wrong passwords, as attacks on the sign-in page: nobody guesses for long, and nobody keeps anybody out.</summary>
public class LockoutTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Wrong = "wrong-horse-lake-42";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stranger_who_types_wrong_passwords_all_day_does_not_keep_the_owner_out()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var owner = idp.OpenBrowser();
        await owner.SignInWithCodeAsync(idp, anna, anna.Phone!);
        owner.Cookies.Forget("-session");
        using var stranger = idp.OpenBrowser();
        await stranger.GivePasswordAsync(idp.App.AuthorizeUrl(), anna with { Password = Wrong });
        for (var i = 0; i < 6; i++)
        {
            await stranger.SubmitAsync(new { Password = Wrong });
        }

        stranger.Page.Says("Too many wrong passwords");
        Assert.Equal("/sign-in/password", (await stranger.SubmitAsync(new { anna.Password })).Path);
        Assert.Equal("/sign-in/code", (await owner.GivePasswordAsync(idp.App.AuthorizeUrl(), anna)).Path);
    }

    [Theory]
    [InlineData(5, 30)]
    [InlineData(6, 60)]
    [InlineData(7, 120)]
    [InlineData(12, 3600)]
    public async Task The_wait_begins_at_thirty_seconds_doubles_and_ends_at_an_hour(int wrong, int seconds)
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var stranger = idp.OpenBrowser();
        await stranger.GivePasswordAsync(idp.App.AuthorizeUrl(), anna with { Password = Wrong });
        await FailuresAsync(wrong);

        var limit = await LimitAsync();
        Assert.Equal(TimeSpan.FromSeconds(seconds), limit.BlockedUntil - limit.LastAt);

        async Task FailuresAsync(int upTo)
        {
            for (var i = 2; i <= upTo; i++)
            {
                idp.Clock.Advance((await LimitAsync()).BlockedUntil is { } until && until > idp.Clock.GetUtcNow() ? until - idp.Clock.GetUtcNow() : TimeSpan.Zero);
                await idp.WithAsync<PasswordTries, LimitDecision>(tries => tries.TakeAsync(new PasswordTry(anna.Email, Network: null, FromKnownBrowser: false), Ct));
            }
        }

        async Task<AttemptLimit> LimitAsync()
        {
            await using var db = idp.Database.Open();
            return await db.AttemptLimits.AsNoTracking().Where(l => l.Kind == AttemptKind.Password).OrderByDescending(l => l.LastAt).FirstAsync(Ct);
        }
    }

    [Fact]
    public async Task After_a_hundred_the_password_is_off_for_strangers_however_long_they_wait_and_the_owners_browser_still_gets_in()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var owner = idp.OpenBrowser();
        await owner.SignInWithCodeAsync(idp, anna, anna.Phone!);
        owner.Cookies.Forget("-session");
        using var stranger = idp.OpenBrowser();
        await stranger.GivePasswordAsync(idp.App.AuthorizeUrl(), anna with { Password = Wrong });
        await using (var db = idp.Database.Open())
        {
            await db.AttemptLimits.Where(l => l.Kind == AttemptKind.Password).OrderByDescending(l => l.LastAt).Take(1)
                .ExecuteUpdateAsync(set => set.SetProperty(l => l.Failures, 100), Ct);
        }

        idp.Clock.Advance(TimeSpan.FromDays(2));
        using var later = idp.OpenBrowser();
        await later.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/password", later.Page.Path);
        later.Page.Says("switched off");
        Assert.Equal("/sign-in/code", (await owner.GivePasswordAsync(idp.App.AuthorizeUrl(), anna)).Path);
    }

    [Fact]
    public async Task A_password_that_is_off_is_not_switched_on_again_by_clearing_away_old_rows()
    {
        await using var db = idp.Database.Open();
        var old = idp.Clock.GetUtcNow().AddDays(-400);
        await db.Database.ExecuteSqlAsync($"insert into attempt_limits (kind, subject, failures, last_at) values ('Password', 'off', 100, {old}), ('Password', 'few', 99, {old})", Ct);

        await idp.Services.GetRequiredService<IdentityProvider.Storage.SweepWorker<LimitsSweep>>().SweepAsync(Ct);

        Assert.True(await db.AttemptLimits.AnyAsync(l => l.Subject == "off", Ct));
        Assert.False(await db.AttemptLimits.AnyAsync(l => l.Subject == "few", Ct));
    }

    [Fact]
    public async Task Opening_a_page_behind_a_session_by_the_thousand_is_slowed_down()
    {
        using var stranger = idp.OpenBrowser();
        var answers = new List<int>();
        for (var i = 0; i < 400 && !answers.Contains(429); i++)
        {
            // A made-up cookie is no way around it.
            using var look = new HttpRequestMessage(HttpMethod.Get, "/account");
            look.Headers.Add("Cookie", $"made-up={i}");
            stranger.Cookies.Clear();
            using var answer = await stranger.FetchAsync(look);
            answers.Add((int)answer.StatusCode);
        }

        Assert.Equal(303, answers[0]);
        Assert.Equal(429, answers[^1]);
        Assert.True(answers.Count > 200, $"A clinic starts its day within the limit; {answers.Count} were let through.");
    }

    [Fact]
    public async Task Whom_an_app_asked_for_stands_nowhere_in_clear()
    {
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl("openid", ("login_hint", "somebody.in.particular@clinic.example")));
        Assert.Equal("somebody.in.particular@clinic.example", browser.Page.One("#Email").GetAttribute("value"));

        await using var db = idp.Database.Open();
        var kept = await db.PendingAuthorizations.Select(p => p.Parameters).ToListAsync(Ct);
        Assert.NotEmpty(kept);
        Assert.DoesNotContain(kept, parameters => parameters.Contains("particular", StringComparison.Ordinal));
        Assert.DoesNotContain(await db.SignInAttempts.Select(a => a.Demand).ToListAsync(Ct), demand => demand.LoginHint is not null);
    }
}
