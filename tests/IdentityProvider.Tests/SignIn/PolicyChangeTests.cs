using System.Net;
using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.SignIn;

/// <summary>A tighter policy counts for the next request of every session, whatever the session was let in with.</summary>
public class PolicyChangeTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly ClinicPolicy AsksNobody = new() { Require = MfaRequirement.Nobody };

    [Fact]
    [Trait("Row", "EN2")]
    public async Task A_live_session_is_asked_at_its_next_authorization_and_its_app_gets_no_more_tokens()
    {
        var clinic = await idp.Given.ClinicAsync(AsksNobody);
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl("openid offline_access"), anna);
        var tokens = await idp.App.RedeemAsync(browser.CallbackUrl);

        await idp.Given.PolicyAsync(clinic, new ClinicPolicy());
        using var refused = await idp.App.SendRefreshAsync(tokens.RefreshToken!);
        await browser.GoToAsync(idp.App.AuthorizeUrl());

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("/sign-in/choose", browser.Page.Path);
        Assert.Null(browser.CallbackUrl);
    }

    [Fact]
    public async Task Trust_that_is_shortened_ends_for_the_session_it_stood_in_for()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (browser, anna) = await OnTrustedBrowserAsync(clinic, daysOld: 20);

        await idp.Given.PolicyAsync(clinic, new ClinicPolicy { RememberStaffDays = 14 });
        await browser.GoToAsync(idp.App.AuthorizeUrl());

        Assert.Equal("/sign-in/choose", browser.Page.Path);
        Assert.Null(browser.CallbackUrl);
        Assert.NotNull(anna.Phone);
        browser.Dispose();
    }

    [Fact]
    public async Task A_method_that_is_taken_out_does_not_count_for_sessions_proven_with_it()
    {
        var clinic = await idp.Given.ClinicAsync(new ClinicPolicy { StaffMethods = [Method.Text, Method.Email] });
        var lena = await idp.Given.StaffWithEmailAsync(clinic);
        using var browser = idp.OpenBrowser();
        await browser.SignInWithCodeAsync(idp, lena, lena.Email);
        Assert.NotNull(browser.CallbackUrl);

        await idp.Given.PolicyAsync(clinic, new ClinicPolicy { StaffMethods = [Method.Text] });
        await browser.GoToAsync(idp.App.AuthorizeUrl());

        Assert.Equal("/sign-in/set-up", browser.Page.Path);
        Assert.Null(browser.CallbackUrl);
    }

    [Fact]
    public async Task An_exempt_person_signs_in_with_the_password_until_the_exemption_ends_and_then_the_session_is_asked()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        await ExemptAsync(clinic, anna, TimeSpan.FromHours(2));
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl("openid offline_access"), anna);
        var tokens = await idp.App.RedeemAsync(browser.CallbackUrl);
        Assert.Equal(["pwd"], tokens.IdToken.Amr);
        tokens = await idp.App.RefreshAsync(tokens.RefreshToken!);

        idp.Clock.Advance(TimeSpan.FromHours(2));
        using var refused = await idp.App.SendRefreshAsync(tokens.RefreshToken!);
        await browser.GoToAsync(idp.App.AuthorizeUrl());

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Null(browser.CallbackUrl);
    }

    [Fact]
    public async Task An_exemption_at_one_clinic_counts_at_no_other()
    {
        var (here, there) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var anna = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((there, Role.Staff)));
        await ExemptAsync(here, anna, TimeSpan.FromDays(1));
        using var browser = idp.OpenBrowser();

        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        Assert.Equal("/sign-in/code", browser.Page.Path);
    }

    [Fact]
    public async Task A_session_lasts_no_longer_than_the_clinic_says()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(AsksNobody with { StaffSessionHours = 2 }));
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        for (var i = 0; i < 5; i++)
        {
            Assert.True(await browser.IsSignedInAsync());
            idp.Clock.Advance(TimeSpan.FromMinutes(24));
        }

        Assert.False(await browser.IsSignedInAsync());
    }

    private Task<PolicyExemption> ExemptAsync(Clinic clinic, Person person, TimeSpan lasts) => idp.WithAsync(async (IServiceProvider services) =>
    {
        var exemptions = services.GetRequiredService<PolicyExemptions>();
        var exemption = await exemptions.GrantAsync(
            clinic.Id, person.Id, "Phone is being repaired", idp.Clock.GetUtcNow() + lasts, Guid.Empty, TestContext.Current.CancellationToken);
        await services.GetRequiredService<IdpDbContext>().SaveChangesAsync(TestContext.Current.CancellationToken);
        return exemption;
    });

    private async Task<(Browser Browser, Person Anna)> OnTrustedBrowserAsync(Clinic clinic, int daysOld)
    {
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        var browser = idp.OpenBrowser();
        await browser.SignInWithCodeAsync(idp, anna, anna.Phone!, remember: true);
        idp.Clock.Advance(TimeSpan.FromDays(daysOld));
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal(["pwd", "tdev"], (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Amr);
        return (browser, anna);
    }
}
