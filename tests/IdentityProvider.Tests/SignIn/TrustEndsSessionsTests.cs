using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Admin.People;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.SignIn;

/// <summary>Trust and the sessions it opened: they end together, wherever the trust is ended from.</summary>
public class TrustEndsSessionsTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Forgetting_a_browser_signs_out_whoever_came_in_by_its_trust()
    {
        var (browser, anna) = await SomeoneCameInByTrustAsync();
        Assert.True(await browser.IsSignedInAsync());

        using var phone = idp.OpenBrowser();
        await phone.SignInWithCodeAsync(idp, anna, anna.Phone!);
        await phone.GoToAsync("/account/browsers");
        (await phone.UseAsync("Forget")).Says("forgotten");

        Assert.False(await browser.IsSignedInAsync());
        Assert.True(await phone.IsSignedInAsync());
    }

    [Fact]
    public async Task Taking_a_factor_off_file_signs_out_whoever_came_in_by_trust()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (browser, anna) = await SomeoneCameInByTrustAsync(clinic);
        var app = await idp.WithAppAsync(anna);
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PeoplePages.PageOf(clinic, anna, "factors"));

        await admin.SubmitAsync(new { Factor = app.FactorId, Reason = "The laptop was stolen" });

        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Not_you_on_the_note_about_the_skipped_code_forgets_the_browser_and_signs_it_out()
    {
        var (browser, anna) = await SomeoneCameInByTrustAsync();

        var page = await browser.GoToAsync("/account");
        page.Says("We skipped the code");
        page = await browser.UseAsync("Forget");

        Assert.Equal("/account/sign-out", page.Path);
        Assert.False(await browser.IsSignedInAsync());
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/code", browser.Page.Path);
    }

    [Fact]
    public async Task A_session_that_proved_a_second_step_itself_stays_when_the_browser_is_forgotten()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.SignInWithCodeAsync(idp, anna, anna.Phone!, remember: true);

        await browser.GoToAsync("/account/browsers");
        await browser.UseAsync("ForgetAll");

        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_thief_who_came_in_by_a_copied_cookie_goes_out_when_the_copy_shows()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var owner = idp.OpenBrowser();
        await owner.SignInWithCodeAsync(idp, anna, anna.Phone!, remember: true);
        using var thief = idp.OpenBrowser();
        thief.CopyTrustOf(owner);

        await thief.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.NotNull(thief.CallbackUrl);
        idp.Clock.Advance(TimeSpan.FromHours(1));
        thief.Cookies.Forget("-session");
        await thief.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        owner.Cookies.Forget("-session");
        await owner.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        Assert.Equal("/sign-in/code", owner.Page.Path);
        Assert.False(await thief.IsSignedInAsync());
    }

    [Theory]
    [InlineData(DeviceEnd.PasswordChanged)]
    [InlineData(DeviceEnd.FactorChanged)]
    [InlineData(DeviceEnd.RecoveryUsed)]
    [InlineData(DeviceEnd.SignedOutEverywhere)]
    [InlineData(DeviceEnd.Deactivated)]
    [InlineData(DeviceEnd.Disavowed)]
    public async Task Whatever_ends_all_trust_ends_it_on_every_browser_and_asks_for_the_code_again(DeviceEnd reason)
    {
        var (browser, anna) = await SomeoneCameInByTrustAsync();

        await EndTrustAsync(anna, reason);

        Assert.False(await browser.IsSignedInAsync());
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/code", browser.Page.Path);
    }

    [Fact]
    [Trait("Row", "TA7")]
    public async Task When_trust_runs_out_in_a_live_session_nothing_is_sent_until_the_next_sign_in()
    {
        var clinic = await idp.Given.ClinicAsync(new ClinicPolicy { RememberStaffDays = 1 });
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var browser = idp.OpenBrowser();
        await browser.SignInWithCodeAsync(idp, anna, anna.Phone!, remember: true);
        browser.Cookies.Forget("-session");
        idp.Clock.Advance(TimeSpan.FromHours(23) + TimeSpan.FromMinutes(50));
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        var before = (await idp.Carrier.MessagesToAsync(anna.Phone!)).Count;

        idp.Clock.Advance(TimeSpan.FromMinutes(20));
        await browser.GoToAsync("/account");
        Assert.Equal("/account", browser.Page.Path);
        await browser.GoToAsync(idp.App.AuthorizeUrl());

        Assert.NotNull(browser.CallbackUrl);
        Assert.Equal(before, (await idp.Carrier.MessagesToAsync(anna.Phone!)).Count);
        browser.Cookies.Forget("-session");
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/code", browser.Page.Path);
    }

    [Fact]
    [Trait("Row", "B8")]
    public async Task Ten_people_at_the_front_desk_are_each_remembered_and_the_eleventh_takes_the_oldest_ones_place()
    {
        var clinic = await idp.Given.ClinicAsync();
        using var desk = idp.OpenBrowser();
        List<Person> people = [];
        for (var number = 0; number < 11; number++)
        {
            people.Add(await idp.Given.StaffWithPhoneAsync(clinic));
            desk.Cookies.Forget("-session");
            await desk.SignInWithCodeAsync(idp, people[number], people[number].Phone!, remember: true);
            Assert.NotNull(desk.CallbackUrl);
            idp.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Null(await AsksForCodeAsync(desk, people[10]));
        Assert.Null(await AsksForCodeAsync(desk, people[1]));
        Assert.Equal("/sign-in/code", await AsksForCodeAsync(desk, people[0]));
    }

    private static async Task<string?> AsksForCodeAsync(Browser desk, Person person)
    {
        desk.Cookies.Forget("-session");
        await desk.GoToAsync("/account");
        await desk.SubmitAsync(new { person.Email });
        var page = await desk.SubmitAsync(new { person.Password });
        return page.Path == "/account" ? null : page.Path;
    }

    private async Task<(Browser Browser, Person Anna)> SomeoneCameInByTrustAsync(Clinic? clinic = null)
    {
        var anna = await idp.Given.StaffWithPhoneAsync(clinic ?? await idp.Given.ClinicAsync());
        var browser = idp.OpenBrowser();
        await browser.SignInWithCodeAsync(idp, anna, anna.Phone!, remember: true);
        browser.Cookies.Forget("-session");
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.NotNull(browser.CallbackUrl);
        return (browser, anna);
    }

    private async Task EndTrustAsync(Person person, DeviceEnd reason)
    {
        await using var scope = idp.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Endings>().EndTrustAsync(person.Id, deviceId: null, reason, Ct);
        await scope.ServiceProvider.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
    }
}
