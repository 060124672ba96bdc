using IdentityProvider.Clinics;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.SignIn;

/// <summary>Product row PF12: several old names of one person become one account.</summary>
public class LegacyJoiningTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly ClinicPolicy Nobody = new() { Require = MfaRequirement.Nobody };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Row", "PF12")]
    public async Task Several_old_names_of_one_person_become_one_account_each_by_its_own_password()
    {
        var (first, second) = (await idp.Given.ClinicAsync(Nobody), await idp.Given.ClinicAsync(Nobody));
        var person = await idp.Given.StaffAsync(first);
        var (other, wrong) = (await idp.LegacyAsync(second), await idp.LegacyAsync(second));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(person, "/account/legacy");

        var page = await browser.SubmitAsync(new { second.PracticeId, UserName = wrong, Password = "not-it" });
        page.ShowsProblem("Password", "The password could not be confirmed");
        page = await browser.SubmitAsync(new { second.PracticeId, UserName = other, Password = LegacyNames.OldPassword });

        page.Says("Added to this account");
        Assert.Equal(new[] { first.Id, second.Id }.Order(), (await idp.ClinicsOfAsync(person.Id)).Order());
        using var old = idp.OpenBrowser();
        (await SignInAsync(old, second, other, LegacyNames.OldPassword)).Says("does not match");
    }

    [Fact, Trait("Row", "PF12")]
    public async Task An_old_name_that_somebody_else_joins_at_the_same_moment_is_joined_once()
    {
        var (first, second) = (await idp.Given.ClinicAsync(Nobody), await idp.Given.ClinicAsync(Nobody));
        var (person, name) = (await idp.Given.StaffAsync(first), await idp.LegacyAsync(second));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(person, "/account/legacy");

        var page = await idp.OvertakeAsync(
            () => browser.SubmitAsync(new { second.PracticeId, UserName = name, Password = LegacyNames.OldPassword }),
            db => db.LegacyAccounts.Where(a => a.UserName == name).ExecuteUpdateAsync(set => set.SetProperty(a => a.UpgradedAt, a => a.CreatedAt), Ct));

        page.ShowsProblem("Password", "The password could not be confirmed");
        Assert.Equal([first.Id], await idp.ClinicsOfAsync(person.Id));
    }

    [Fact, Trait("Row", "PF12")]
    public async Task A_place_that_was_only_offered_before_is_accepted_with_the_old_names_place()
    {
        var (first, second) = (await idp.Given.ClinicAsync(Nobody), await idp.Given.ClinicAsync(Nobody));
        var (person, name) = (await idp.Given.StaffAsync(first), await idp.LegacyAsync(second));
        await using (var db = idp.Database.Open())
        {
            db.Memberships.Add(new Membership(person.Id, second.Id, Role.Staff, idp.Clock.GetUtcNow()));
            await db.SaveChangesAsync(Ct);
        }

        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(person, "/account/legacy");
        await browser.SubmitAsync(new { second.PracticeId, UserName = name, Password = LegacyNames.OldPassword });

        Assert.Equal(new[] { first.Id, second.Id }.Order(), (await idp.ClinicsOfAsync(person.Id)).Order());
    }

    [Fact]
    public async Task An_old_name_with_a_second_step_is_not_joined_by_its_password_alone()
    {
        var clinic = await idp.Given.ClinicAsync(Nobody);
        var person = await idp.Given.StaffAsync(clinic);
        var name = await idp.LegacyAsync(clinic, Role.Patient);
        var owner = await idp.OwnerOfAsync(clinic, name);
        await idp.Given.WithPhoneAsync(new Person(owner, "", "", null));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(person, "/account/legacy");

        var page = await browser.SubmitAsync(new { clinic.PracticeId, UserName = name, Password = LegacyNames.OldPassword });

        page.ShowsProblem("Password", "That user name has a second step of its own.");
        Assert.Equal([clinic.Id], await idp.ClinicsOfAsync(person.Id));
    }

    [Fact]
    public async Task An_old_name_whose_second_step_is_a_passkey_is_not_joined_by_its_password_alone_either()
    {
        var clinic = await idp.Given.ClinicAsync(Nobody);
        var person = await idp.Given.StaffAsync(clinic);
        var name = await idp.LegacyAsync(clinic, Role.Patient);
        using var device = await idp.GivePasskeyAsync(new Person(await idp.OwnerOfAsync(clinic, name), "", "", null));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(person, "/account/legacy");

        var page = await browser.SubmitAsync(new { clinic.PracticeId, UserName = name, Password = LegacyNames.OldPassword });

        page.ShowsProblem("Password", "That user name has a second step of its own.");
        Assert.Equal([clinic.Id], await idp.ClinicsOfAsync(person.Id));
    }

    private async Task<Page> SignInAsync(Browser browser, Clinic clinic, string name, string password)
    {
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.PressAsync("Sign in with practice ID and user name");
        await browser.SubmitAsync(new { clinic.PracticeId, UserName = name });
        return await browser.SubmitAsync(new { Password = password });
    }
}
