using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Access;

/// <summary>PF15 (automatic lock after inactivity): when a session locks and when it ends, as the clinic says.</summary>
public class SessionPolicyTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly ClinicPolicy NoSecondStep = new() { Require = MfaRequirement.Nobody, StaffIdleMinutes = 10, PatientIdleMinutes = 25, StaffSessionHours = 2, PatientSessionHours = 4 };

    [Theory, Trait("Row", "PF15")]
    [InlineData(Role.Staff, 9, 10)]
    [InlineData(Role.Patient, 24, 25)]
    public async Task A_session_left_alone_locks_after_the_clinics_minutes_for_the_role_and_the_password_opens_it(Role role, int open, int locked)
    {
        var clinic = await idp.Given.ClinicAsync(NoSecondStep);
        var person = await idp.Given.PersonAsync((clinic, role));
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), person);
        var session = (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.SessionId;

        idp.Clock.Advance(TimeSpan.FromMinutes(open));
        await browser.GoToAsync(idp.App.AuthorizeUrl("openid", ("prompt", "none")));
        Assert.Equal(session, (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.SessionId);
        idp.Clock.Advance(TimeSpan.FromMinutes(locked));
        await browser.GoToAsync(idp.App.AuthorizeUrl("openid", ("prompt", "none")));
        Assert.Equal("login_required", idp.App.Answer(browser.CallbackUrl)["error"]);

        await browser.GoToAsync(idp.App.AuthorizeUrl("openid"));
        browser.Page.Says("we locked your session");
        await browser.SubmitAsync(new { person.Password });
        Assert.Equal(session, (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.SessionId);
    }

    [Fact, Trait("Row", "PF15")]
    public async Task A_clinic_that_locks_sooner_means_the_sessions_that_run()
    {
        var clinic = await idp.Given.ClinicAsync(NoSecondStep with { StaffIdleMinutes = 30 });
        var person = await idp.Given.StaffAsync(clinic);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), person);
        idp.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.True(await browser.IsSignedInAsync());

        idp.Clock.Advance(TimeSpan.FromMinutes(6));
        await idp.Given.PolicyAsync(clinic, NoSecondStep with { StaffIdleMinutes = 5 });

        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_refresh_is_not_activity()
    {
        var clinic = await idp.Given.ClinicAsync(NoSecondStep);
        var person = await idp.Given.StaffAsync(clinic);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl("openid offline_access"), person);
        var tokens = await idp.App.RedeemAsync(browser.CallbackUrl);

        idp.Clock.Advance(TimeSpan.FromMinutes(6));
        await idp.App.RefreshAsync(tokens.RefreshToken!);
        idp.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.False(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData(Role.Staff, 2)]
    [InlineData(Role.Patient, 4)]
    public async Task However_busy_a_session_ends_after_the_clinics_hours(Role role, int hours)
    {
        var clinic = await idp.Given.ClinicAsync(NoSecondStep);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), await idp.Given.PersonAsync((clinic, role)));
        for (var minutes = 0; minutes < hours * 60 - 5; minutes += 5)
        {
            Assert.True(await browser.IsSignedInAsync());
            idp.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        idp.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.False(await browser.IsSignedInAsync());
        Assert.Equal("/sign-in", (await browser.GoToAsync("/account")).Path);
    }

    [Fact]
    public async Task A_clinic_that_shortens_sessions_shortens_those_that_run()
    {
        var clinic = await idp.Given.ClinicAsync(NoSecondStep with { StaffSessionHours = 12, StaffIdleMinutes = 60 });
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), await idp.Given.StaffAsync(clinic));
        idp.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.True(await browser.IsSignedInAsync());
        idp.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.True(await browser.IsSignedInAsync());
        idp.Clock.Advance(TimeSpan.FromMinutes(5));
        await idp.Given.PolicyAsync(clinic, NoSecondStep with { StaffSessionHours = 1, StaffIdleMinutes = 60 });

        await idp.Services.GetRequiredService<SweepWorker<SessionSweep>>().SweepAsync(TestContext.Current.CancellationToken);

        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact, Trait("Row", "PF15")]
    public async Task Another_node_locks_a_session_at_the_same_moment()
    {
        var clinic = await idp.Given.ClinicAsync(NoSecondStep);
        await using var other = await SecondNode.StartAsync(idp);
        using var browser = idp.OpenBrowser();
        using var there = other.Open(browser);
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), await idp.Given.StaffAsync(clinic));
        Assert.True(await there.IsSignedInAsync());

        await idp.Given.PolicyAsync(clinic, NoSecondStep with { StaffIdleMinutes = 5 });
        idp.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.False(await there.IsSignedInAsync());
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Our_own_pages_know_when_to_warn_two_minutes_before_the_session_locks_or_ends()
    {
        var clinic = await idp.Given.ClinicAsync(NoSecondStep);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), await idp.Given.StaffAsync(clinic));

        var page = await browser.GoToAsync("/account");

        var warning = page.One(".session-end");
        Assert.True(warning.HasAttribute("hidden"));
        Assert.Equal("600", warning.GetAttribute("data-locks-in"));
        Assert.InRange(int.Parse(warning.GetAttribute("data-ends-in")!, System.Globalization.CultureInfo.InvariantCulture), 7190, 7200);
    }
}
