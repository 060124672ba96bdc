using System.Text.RegularExpressions;
using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Host;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.SignIn;

/// <summary>Product rows PF11 and PF12: practice ID and user name let somebody in once, and an e-mail address takes their place.</summary>
public partial class LegacySignInTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string OldPassword = "Old-Password-1";
    private static int _count;

    [Fact, Trait("Row", "PF11"), Trait("Row", "PF12")]
    public async Task An_old_user_name_signs_in_once_gets_an_address_and_the_address_signs_in_from_then_on()
    {
        var clinic = await idp.Given.ClinicAsync(Nobody);
        var name = await LegacyAsync(clinic);
        var address = NewAddress();
        using var browser = idp.OpenBrowser();

        var page = await SignInAsync(browser, clinic, name, OldPassword);
        Assert.Equal("/sign-in/upgrade", page.Path);
        Assert.False(await browser.IsSignedInAsync());
        page = await browser.SubmitAsync(new { Email = address });
        page.Says("Claimed, not verified yet");
        (await browser.PressAsync("I have opened it")).Says("The link was not used yet");
        await OpenLinkAsync(address);
        await browser.PressAsync("I have opened it");

        Assert.NotNull(browser.CallbackUrl);
        using var again = idp.OpenBrowser();
        (await SignInAsync(again, clinic, name, OldPassword)).Says("does not match");
        using var after = idp.OpenBrowser();
        await after.SignInAsync(new Person(default, address, OldPassword, null), "/account");
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
        var name = await LegacyAsync(clinic);
        var (address, phone) = (NewAddress(), Given.NextPhone());
        using var browser = idp.OpenBrowser();

        await SignInAsync(browser, clinic, name, OldPassword);
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
        var name = await LegacyAsync(clinic);
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
        foreach (var name in new[] { await LegacyAsync(clinic), "nobody-" + Interlocked.Increment(ref _count) })
        {
            using var browser = idp.OpenBrowser();
            for (var i = 0; i < 5; i++)
            {
                await SignInAsync(browser, clinic, name, $"wrong-{i}");
            }

            // Another spelling of the name is no fresh start.
            (await SignInAsync(browser, clinic, name.ToUpperInvariant() + " ", OldPassword)).Says("Too many wrong passwords");
        }
    }

    [Fact, Trait("Row", "PF12")]
    public async Task Several_old_names_of_one_person_become_one_account_each_by_its_own_password()
    {
        var (first, second) = (await idp.Given.ClinicAsync(Nobody), await idp.Given.ClinicAsync(Nobody));
        var person = await idp.Given.StaffAsync(first);
        var (other, wrong) = (await LegacyAsync(second), await LegacyAsync(second));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(person, "/account/legacy");

        var page = await browser.SubmitAsync(new { second.PracticeId, UserName = wrong, Password = "not-it" });
        page.ShowsProblem("Password", "The password could not be confirmed");
        page = await browser.SubmitAsync(new { second.PracticeId, UserName = other, Password = OldPassword });

        page.Says("Added to this account");
        Assert.Equal(new[] { first.Id, second.Id }.Order(), (await ClinicsOfAsync(person.Id)).Order());
        using var old = idp.OpenBrowser();
        (await SignInAsync(old, second, other, OldPassword)).Says("does not match");
    }

    [Fact]
    public async Task An_old_name_with_a_second_step_is_not_joined_by_its_password_alone()
    {
        var clinic = await idp.Given.ClinicAsync(Nobody);
        var person = await idp.Given.StaffAsync(clinic);
        var name = await LegacyAsync(clinic, Role.Patient);
        var owner = await OwnerOfAsync(clinic, name);
        await idp.Given.WithPhoneAsync(new Person(owner, "", "", null));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(person, "/account/legacy");

        var page = await browser.SubmitAsync(new { clinic.PracticeId, UserName = name, Password = OldPassword });

        page.ShowsProblem("Password", "That user name has a second step of its own.");
        Assert.Equal([clinic.Id], await ClinicsOfAsync(person.Id));
    }

    [Fact]
    public async Task An_old_name_whose_second_step_is_a_passkey_is_not_joined_by_its_password_alone_either()
    {
        var clinic = await idp.Given.ClinicAsync(Nobody);
        var person = await idp.Given.StaffAsync(clinic);
        var name = await LegacyAsync(clinic, Role.Patient);
        using var device = await idp.GivePasskeyAsync(new Person(await OwnerOfAsync(clinic, name), "", "", null));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(person, "/account/legacy");

        var page = await browser.SubmitAsync(new { clinic.PracticeId, UserName = name, Password = OldPassword });

        page.ShowsProblem("Password", "That user name has a second step of its own.");
        Assert.Equal([clinic.Id], await ClinicsOfAsync(person.Id));
    }

    [Fact, Trait("Row", "PF12"), Trait("Row", "PF10")]
    public async Task That_the_address_is_in_use_shows_only_behind_its_link_and_the_old_name_still_works()
    {
        var clinic = await idp.Given.ClinicAsync(Nobody);
        var (name, taken) = (await LegacyAsync(clinic), await idp.Given.StaffAsync(clinic));
        using var browser = idp.OpenBrowser();
        await SignInAsync(browser, clinic, name, OldPassword);
        (await browser.SubmitAsync(new { taken.Email })).Says("Claimed, not verified yet");

        using var mailbox = idp.OpenBrowser();
        await mailbox.GoToAsync(await LinkToAsync(taken.Email));
        (await mailbox.PressAsync("Use this address")).Says("This address is already in use");

        using var again = idp.OpenBrowser();
        Assert.Equal("/sign-in/upgrade", (await SignInAsync(again, clinic, name, OldPassword)).Path);
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

    private async Task<string> LegacyAsync(Clinic clinic, Role role = Role.Staff)
    {
        var name = $"mcastellanos{Interlocked.Increment(ref _count)}";
        await using var scope = idp.Services.CreateAsyncScope();
        var (db, now) = (scope.ServiceProvider.GetRequiredService<IdpDbContext>(), idp.Clock.GetUtcNow());
        var user = User.WithoutAddress("María Castellanos", now);
        user.PasswordHash = LegacyHash.Import("identity", new PasswordHasher<User>().HashPassword(user, OldPassword));
        var membership = new Membership(user.Id, clinic.Id, role, now);
        membership.Accept(now);
        db.Users.Add(user);
        db.Memberships.Add(membership);
        db.LegacyAccounts.Add(new LegacyAccount(clinic.Id, name, user.Id, now));
        await db.SaveChangesAsync(Ct);
        return name;
    }

    private async Task<Guid> OwnerOfAsync(Clinic clinic, string name)
    {
        await using var db = idp.Database.Open();
        return await db.LegacyAccounts.Where(a => a.ClinicId == clinic.Id && a.UserName == name).Select(a => a.UserId).SingleAsync(Ct);
    }

    private async Task<IReadOnlyList<Guid>> ClinicsOfAsync(Guid userId)
    {
        await using var db = idp.Database.Open();
        return await db.Memberships.Where(m => m.UserId == userId && m.AcceptedAt != null && m.DeactivatedAt == null).Select(m => m.ClinicId).Distinct().ToListAsync(Ct);
    }
}
