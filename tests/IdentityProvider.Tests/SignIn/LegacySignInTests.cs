using System.Text.RegularExpressions;
using IdentityProvider.Clinics;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Host;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.SignIn;

/// <summary>Product rows PF11 and PF12: practice ID and user name let somebody in once, and an e-mail address takes their place.</summary>
public partial class LegacySignInTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static int _count;

    [Fact, Trait("Row", "PF11"), Trait("Row", "PF12")]
    public async Task An_old_user_name_signs_in_once_gets_an_address_and_the_address_signs_in_from_then_on()
    {
        var clinic = await idp.Given.ClinicAsync(Nobody);
        var name = await idp.LegacyAsync(clinic);
        var address = NewAddress();
        using var browser = idp.OpenBrowser();

        var page = await SignInAsync(browser, clinic, name, LegacyNames.OldPassword);
        Assert.Equal("/sign-in/upgrade", page.Path);
        Assert.False(await browser.IsSignedInAsync());
        page = await browser.SubmitAsync(new { Email = address });
        page.Says("Claimed, not verified yet");
        (await browser.PressAsync("I have opened it")).Says("The link was not used yet");
        await OpenLinkAsync(address);
        await browser.PressAsync("I have opened it");

        Assert.NotNull(browser.CallbackUrl);
        using var again = idp.OpenBrowser();
        (await SignInAsync(again, clinic, name, LegacyNames.OldPassword)).Says("does not match");
        using var after = idp.OpenBrowser();
        await after.SignInAsync(new Person(default, address, LegacyNames.OldPassword, null), "/account");
        Assert.True(await after.IsSignedInAsync());
        await using var db = idp.Database.Open();
        var user = await db.Users.SingleAsync(u => u.Email == address, Ct);
        Assert.False(LegacyHash.Is(user.PasswordHash!));
        Assert.True(user.EmailMayRecover(idp.Clock.GetUtcNow()));
    }

    [Fact, Trait("Row", "PF12")]
    public async Task The_clinics_second_step_is_asked_for_here_as_everywhere()
    {
        var clinic = await idp.Given.ClinicAsync();
        var name = await idp.LegacyAsync(clinic);
        var (address, phone) = (NewAddress(), Given.NextPhone());
        using var browser = idp.OpenBrowser();

        await SignInAsync(browser, clinic, name, LegacyNames.OldPassword);
        await browser.SubmitAsync(new { Email = address });
        await OpenLinkAsync(address);
        var page = await browser.PressAsync("I have opened it");

        Assert.Equal("/sign-in/set-up", page.Path);
        Assert.False(await browser.IsSignedInAsync());
        await browser.SetUpPhoneAsync(idp, phone);
        if (browser.CallbackUrl is null)
        {
            await browser.DeclineTrustAsync();
        }

        Assert.NotNull(browser.CallbackUrl);
    }

    [Theory, Trait("Row", "PF12")]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task A_wrong_password_a_wrong_name_and_a_wrong_practice_look_the_same(bool rightPractice, bool rightName)
    {
        var clinic = await idp.Given.ClinicAsync(Nobody);
        var name = await idp.LegacyAsync(clinic);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.PressAsync("Sign in with practice ID and user name");

        await browser.SubmitAsync(new { PracticeId = rightPractice ? clinic.PracticeId : "NOPE-1", UserName = rightName ? name : "nobody" });
        var page = await browser.SubmitAsync(new { Password = "wrong-password" });

        Assert.Equal("/sign-in/password", page.Path);
        page.ShowsProblem("Password", "This password does not match the practice ID and user name above.");
    }

    [Fact, Trait("Row", "PF12")]
    public async Task Wrong_passwords_of_an_old_name_bring_the_same_waits_whether_it_exists_or_not()
    {
        var clinic = await idp.Given.ClinicAsync(Nobody);
        foreach (var name in new[] { await idp.LegacyAsync(clinic), "nobody-" + Interlocked.Increment(ref _count) })
        {
            using var browser = idp.OpenBrowser();
            for (var i = 0; i < 5; i++)
            {
                await SignInAsync(browser, clinic, name, $"wrong-{i}");
            }

            // Another spelling of the name is no fresh start.
            (await SignInAsync(browser, clinic, name.ToUpperInvariant() + " ", LegacyNames.OldPassword)).Says("Too many wrong passwords");
        }
    }

    [Fact, Trait("Row", "PF12"), Trait("Row", "PF10")]
    public async Task That_the_address_is_in_use_shows_only_behind_its_link_and_the_old_name_still_works()
    {
        var clinic = await idp.Given.ClinicAsync(Nobody);
        var (name, taken) = (await idp.LegacyAsync(clinic), await idp.Given.StaffAsync(clinic));
        using var browser = idp.OpenBrowser();
        await SignInAsync(browser, clinic, name, LegacyNames.OldPassword);
        (await browser.SubmitAsync(new { taken.Email })).Says("Claimed, not verified yet");

        using var mailbox = idp.OpenBrowser();
        await mailbox.GoToAsync(await LinkToAsync(taken.Email));
        (await mailbox.PressAsync("Use this address")).Says("This address is already in use");

        using var again = idp.OpenBrowser();
        Assert.Equal("/sign-in/upgrade", (await SignInAsync(again, clinic, name, LegacyNames.OldPassword)).Path);
    }

    [Theory]
    [InlineData("/sign-in/upgrade")]
    [InlineData("/sign-in/legacy")]
    public async Task The_pages_open_to_nobody_without_the_step_being_due(string path)
    {
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        var a = browser.Page.Url.Query;
        await browser.SubmitAsync(new { Email = NewAddress() });

        Assert.Equal("/sign-in/password", (await browser.GoToAsync(path + a)).Path);
    }

    [GeneratedRegex(@"https?://\S+/account/email/verify\?t=\S+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    private static readonly ClinicPolicy Nobody = new() { Require = MfaRequirement.Nobody };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string NewAddress() => $"legacy-{Interlocked.Increment(ref _count)}@people.example";

    private async Task<Page> SignInAsync(Browser browser, Clinic clinic, string name, string password)
    {
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.PressAsync("Sign in with practice ID and user name");
        await browser.SubmitAsync(new { clinic.PracticeId, UserName = name });
        return await browser.SubmitAsync(new { Password = password });
    }

    private async Task OpenLinkAsync(string address)
    {
        using var mailbox = idp.OpenBrowser();
        await mailbox.GoToAsync(await LinkToAsync(address));
        (await mailbox.PressAsync("Use this address")).Says("Your address is changed");
    }

    private async Task<string> LinkToAsync(string address) =>
        new Uri((await idp.Carrier.MessagesToAsync(address)).Select(m => Link().Match(m.Text)).First(m => m.Success).Value).PathAndQuery;
}
