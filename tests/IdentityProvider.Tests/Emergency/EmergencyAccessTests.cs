using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IdentityProvider.Tests.Emergency;

/// <summary>PF15 and B5: emergency access, as it is meant to be used.</summary>
public class EmergencyAccessTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact, Trait("Row", "B5"), Trait("Row", "PF15")]
    public async Task A_named_person_gets_in_with_password_reason_and_sealed_code_and_every_token_says_so()
    {
        var scene = await idp.EmergencyAsync();
        using var browser = idp.OpenBrowser();

        await browser.OpenEmergencyAsync(scene);
        var tokens = await scene.App.RedeemAsync(browser.CallbackUrl);

        await using var db = idp.Database.Open();
        var use = await db.EmergencyAccesses.SingleAsync(access => access.UserId == scene.Person.Id, Ct);
        var access = new JsonWebToken(tokens.AccessToken);
        Assert.True(bool.Parse(tokens.IdToken.Find("emergency")!));
        Assert.Equal(use.Id.ToString(), tokens.IdToken.Find("emergency_reason"));
        Assert.True(access.GetPayloadValue<bool>("emergency"));
        Assert.Equal(use.Id.ToString(), access.GetPayloadValue<string>("emergency_reason"));
        Assert.Equal(["pwd", "rcv", "mfa"], tokens.IdToken.Amr);
    }

    [Fact, Trait("Row", "B5")]
    public async Task Every_admin_and_the_person_are_mailed_at_once_and_the_history_has_it()
    {
        var scene = await idp.EmergencyAsync();
        using var browser = idp.OpenBrowser();

        await browser.OpenEmergencyAsync(scene);

        Assert.Contains("Emergency access was used", (await idp.Carrier.MessagesToAsync(scene.Admin.Email))[0].Subject, StringComparison.Ordinal);
        var trail = await idp.AuditTrailAsync(scene.Person);
        Assert.Contains("emergency.began", trail);
        Assert.Contains("sealed-code.used", trail);
    }

    [Fact, Trait("Row", "B5")]
    public async Task A_code_by_text_counts_too_whatever_the_clinics_methods_are()
    {
        var scene = await idp.EmergencyAsync(s => s.HasPhone = true);
        await idp.Given.PolicyAsync(scene.Clinic, new IdentityProvider.Clinics.ClinicPolicy
        {
            EmergencyAccess = true,
            EmergencyUsers = [scene.Person.Id],
            StaffMethods = [IdentityProvider.Factors.Method.AuthenticatorApp],
        });
        using var browser = idp.OpenBrowser();

        await browser.EnterEmergencyAsync(scene.App, scene.Person);
        await browser.PressAsync("Text");
        await browser.SubmitAsync(new { Code = await idp.Carrier.LastCodeToAsync(scene.Person.Phone!) });

        Assert.Equal("True", (await scene.App.RedeemAsync(browser.CallbackUrl)).IdToken.Find("emergency"));
    }

    [Fact, Trait("Row", "B5")]
    public async Task A_recovery_code_counts_too()
    {
        var scene = await idp.EmergencyAsync(s => s.HasPhone = true);
        var codes = await idp.WithRecoveryCodesAsync(scene.Person);
        using var browser = idp.OpenBrowser();

        await browser.OpenEmergencyAsync(scene with { Code = codes[0] });

        await scene.App.RedeemAsync(browser.CallbackUrl);
        Assert.Contains("recovery-code.used", await idp.AuditTrailAsync(scene.Person));
    }

    [Fact, Trait("Row", "B5")]
    public async Task An_account_that_wrong_passwords_have_locked_still_gets_in_here()
    {
        var scene = await idp.EmergencyAsync();
        using var stranger = idp.OpenBrowser();
        await stranger.GoToAsync(scene.App.AuthorizeUrl());
        await stranger.SubmitAsync(new { scene.Person.Email });
        for (var i = 0; i < 8; i++)
        {
            await stranger.SubmitAsync(new { Password = $"wrong-{i}" });
        }

        stranger.Page.Says("Too many wrong passwords");
        using var browser = idp.OpenBrowser();
        await browser.OpenEmergencyAsync(scene);

        await scene.App.RedeemAsync(browser.CallbackUrl);
    }

    [Fact, Trait("Row", "B5")]
    public async Task The_session_ends_after_the_clinics_minutes_and_neither_use_nor_refresh_moves_that()
    {
        var scene = await idp.EmergencyAsync(s => (s.Minutes, s.Client) = (20, client => client.RefreshesWithinSession = true));
        using var browser = idp.OpenBrowser();
        await browser.OpenEmergencyAsync(scene, "openid offline_access");
        var tokens = await scene.App.RedeemAsync(browser.CallbackUrl);
        Assert.DoesNotContain("offline_access", tokens.Member("scope"), StringComparison.Ordinal);

        idp.Clock.Advance(TimeSpan.FromMinutes(18));
        var again = await scene.App.RefreshAsync(tokens.RefreshToken!);

        Assert.Equal("True", again.IdToken.Find("emergency"));
        Assert.InRange(again.Body.GetProperty("expires_in").GetInt32(), 1, 2 * 60);
        idp.Clock.Advance(TimeSpan.FromMinutes(2));
        using var refused = await scene.App.SendRefreshAsync(again.RefreshToken!);
        Assert.Equal(400, (int)refused.StatusCode);
        await browser.GoToAsync(scene.App.AuthorizeUrl("openid", ("prompt", "none")));
        Assert.Equal("login_required", scene.App.Answer(browser.CallbackUrl)["error"]);
    }

    [Fact]
    public async Task Without_an_app_it_says_what_it_opens_and_until_when()
    {
        var scene = await idp.EmergencyAsync();
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync("/emergency");
        await browser.SubmitAsync(new { scene.Person.Email, scene.Person.Password, EmergencyPages.Reason });
        await browser.SubmitAsync(new { scene.Code });

        Assert.Equal("/emergency/on", browser.Page.Path);
        browser.Page.Says("Emergency access is on");
        browser.Page.Says($"The App {scene.App.ClientId}");
    }

    [Fact]
    public async Task Where_clinics_differ_in_how_long_it_lasts_the_button_promises_no_more_than_up_to()
    {
        var scene = await idp.EmergencyAsync(s => s.Minutes = 60);
        var other = await idp.Given.ClinicAsync();
        await idp.WithAsync<IdentityProvider.Storage.IdpDbContext, int>(db =>
        {
            var place = new IdentityProvider.Clinics.Membership(scene.Person.Id, other.Id, IdentityProvider.Clinics.Role.Staff, idp.Clock.GetUtcNow());
            place.Accept(idp.Clock.GetUtcNow());
            db.Memberships.Add(place);
            return db.SaveChangesAsync(Ct);
        });
        await idp.Given.PolicyAsync(other, new IdentityProvider.Clinics.ClinicPolicy { EmergencyAccess = true, EmergencyMinutes = 20, EmergencyUsers = [scene.Person.Id] });
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync("/emergency");

        var page = await browser.SubmitAsync(new { scene.Person.Email, scene.Person.Password, EmergencyPages.Reason });
        page.Says("Open for up to 60 minutes");
        await browser.SubmitAsync(new { scene.Code, ClinicId = scene.Clinic.Id });

        Assert.Equal("/emergency/on", browser.Page.Path);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
