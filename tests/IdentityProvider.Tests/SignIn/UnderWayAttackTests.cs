using System.Net;
using IdentityProvider.Factors;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Admin.People;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Tests.SignIn;

/// <summary>A thief waits in the middle of a sign-in while what it rests on is taken away.</summary>
public class UnderWayAttackTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("factors")]
    [InlineData("end-everything")]
    public async Task Whoever_proved_the_phone_before_it_was_taken_away_neither_finishes_nor_is_remembered_nor_adds_a_passkey(string action)
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var thief = await AtTheOfferOfAPasskeyAsync(anna);
        var app = await idp.WithAppAsync(anna);
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PeoplePages.PageOf(clinic, anna, action));
        var form = admin.Fill(new { Reason = "The phone was stolen" });
        await admin.SendAsync(action == "factors" ? form.With("Factor", $"{await PhoneFactorOfAsync(anna)}") : form);

        var page = await thief.SendAsync(thief.Page.FormOf("Later"));

        Assert.Equal("/sign-in/password", page.Path);
        Assert.Null(thief.CallbackUrl);
        Assert.False(await thief.IsSignedInAsync());
        await using var db = idp.Database.Open();
        Assert.False(await db.TrustedDevices.AnyAsync(d => d.UserId == anna.Id && d.EndedAt == null, Ct));
        Assert.False(await db.Passkeys.AnyAsync(passkey => passkey.UserId == anna.Id, Ct));
        Assert.True(await db.Factors.AnyAsync(f => f.Id == app.FactorId, Ct));
    }

    [Fact]
    public async Task A_factor_set_up_in_a_sign_in_whose_password_is_replaced_at_that_moment_is_not_put_on_file()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        var phone = Given.NextPhone();
        using var thief = idp.OpenBrowser();
        await thief.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        await thief.SubmitAsync(new { Method = "Text", Phone = phone });
        var digits = await idp.Carrier.LastCodeToAsync(phone);

        await idp.OvertakeAsync(
            () => thief.EnterCodeAsync(digits),
            db => db.Users.Where(u => u.Id == anna.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.SecurityStamp, "another"), Ct));

        Assert.Equal("/sign-in/password", thief.Page.Path);
        await using var after = idp.Database.Open();
        Assert.False(await after.Factors.AnyAsync(f => f.UserId == anna.Id, Ct));
    }

    [Fact]
    public async Task A_factor_is_not_taken_away_in_a_session_that_ended_while_the_removal_waited()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        var page = $"/account/factors/remove?factor={await PhoneFactorOfAsync(anna)}";
        using var thief = idp.OpenBrowser();
        await thief.SignInAsync(anna, page);
        await thief.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        await idp.WithAppAsync(anna);
        var form = (await thief.GoToAsync(page)).MainForm();

        await idp.OvertakeAsync(() => thief.SendAsync(form), async db =>
        {
            await HoldAsync(db, anna);
            await db.Sessions.Where(s => s.UserId == anna.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, idp.Clock.GetUtcNow()), Ct);
        });

        Assert.Equal(HttpStatusCode.Conflict, thief.Page.Status);
        await using var after = idp.Database.Open();
        Assert.Equal(2, await after.Factors.CountAsync(f => f.UserId == anna.Id && f.RemovedAt == null, Ct));
    }

    [Fact]
    public async Task The_alarm_about_a_copied_browser_is_given_once_although_the_step_in_which_it_shows_is_overtaken()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var owner = idp.OpenBrowser();
        await owner.SignInWithCodeAsync(idp, anna, anna.Phone!, remember: true);
        using var thief = idp.OpenBrowser();
        thief.CopyTrustOf(owner);

        await thief.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        idp.Clock.Advance(TimeSpan.FromHours(1));
        thief.Cookies.Forget("-session");
        await thief.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        owner.Cookies.Forget("-session");
        var attempt = Guid.Parse((await owner.GoToAsync(idp.App.AuthorizeUrl())).Url.Query["?a=".Length..]);

        await idp.WhileAsync(
            $"update sign_in_attempts set last_post_at = last_post_at where id = {attempt}",
            () => owner.SubmitAsync(new { anna.Email }));

        Assert.Equal("/sign-in", owner.Page.Path);
        Assert.False(await thief.IsSignedInAsync());
        await owner.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/code", owner.Page.Path);
        Assert.Single(await idp.AuditTrailAsync(anna), name => name == "device.copied");
        Assert.Single(await idp.Carrier.MessagesToAsync(anna.Email), mail => mail.Subject!.StartsWith("We stopped trusting a browser", StringComparison.Ordinal));
    }

    private async Task<Browser> AtTheOfferOfAPasskeyAsync(Person person)
    {
        idp.Services.GetRequiredService<IOptions<PasskeyOptions>>().Value.OfferAfter = 1;
        using (var before = idp.OpenBrowser())
        {
            await before.SignInWithCodeAsync(idp, person, person.Phone!);
        }

        idp.Clock.Advance(TimeSpan.FromMinutes(2));
        var browser = idp.OpenBrowser();
        await browser.SignInWithCodeAsync(idp, person, person.Phone!, remember: true);
        Assert.Equal("/sign-in/offer-passkey", browser.Page.Path);
        return browser;
    }

    private async Task<Guid> PhoneFactorOfAsync(Person person)
    {
        await using var db = idp.Database.Open();
        return await db.Factors.Where(f => f.UserId == person.Id && f.PhoneId != null).Select(f => f.Id).SingleAsync(Ct);
    }

    private static Task<int> HoldAsync(IdpDbContext db, Person person) =>
        db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisplayName, "Anna"), Ct);
}
