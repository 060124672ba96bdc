using System.Net;
using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Developers;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Admin;

/// <summary>registering-apps.md: an approval is given to an app as it is, by whoever may give that much, and ends with the app.</summary>
public class ApprovedAppTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Theory]
    [InlineData("Charts", "https://evil.example/cb")]
    [InlineData("Payroll", "https://app.example/cb")]
    public async Task Another_app_than_the_one_that_was_looked_at_is_not_approved(string name, string redirectUri)
    {
        var clinic = await ClinicAsync();
        var (id, _, developer) = await AskingAsync(clinic.PracticeId);
        using var owner = await OwnerAsync(clinic);
        owner.Page.Says("https://app.example");
        owner.Page.Says("authorization_code");
        var form = owner.Page.FormOf("Approve");

        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, developer, $"/developers/apps/{id}/edit");
        (await browser.SubmitAsync(new { Name = name, RedirectUris = redirectUri })).Says("The app is saved");

        (await owner.SendAsync(form)).Says("does not ask for this");
        Assert.Empty((await idp.ClientAsync(id)).Clinics);
    }

    [Fact]
    public async Task An_approved_app_that_goes_elsewhere_waits_again_and_what_it_had_ends()
    {
        var clinic = await ClinicAsync();
        var (id, secret, developer) = await AskingAsync(clinic.PracticeId);
        using var owner = await OwnerAsync(clinic);
        await owner.UseAsync("Approve");
        using var app = new TestApp(idp.Issuer, id, secret, "https://app.example/cb");
        var staff = await idp.Given.StaffAsync(clinic);
        using var person = idp.OpenBrowser();
        await ConnectTest.SignInAsync(person, app.AuthorizeUrl("openid offline_access"), staff);
        await person.PressAsync("Allow");
        var tokens = await app.RedeemAsync(person.CallbackUrl);

        using var browser = idp.OpenBrowser();
        (await browser.EnterAsync(idp, developer, $"/developers/apps/{id}/edit")).Says("every approval ends with the save");
        await browser.SubmitAsync(new { RedirectUris = "https://evil.example/cb" });

        Assert.True((await idp.ClientAsync(id)).ReachNow.IsEmpty);
        using var refresh = await app.SendRefreshAsync(tokens.RefreshToken!);
        Assert.Equal("invalid_grant", await refresh.ErrorAsync());
        Assert.False(await idp.WithAsync<IdpDbContext, bool>(db => db.Consents.AnyAsync(consent => consent.ClientId == id, TestContext.Current.CancellationToken)));
        (await owner.GoToAsync($"/admin/{clinic.PracticeId}/apps")).Says("https://evil.example");
    }

    [Fact]
    public async Task What_people_allowed_is_forgotten_when_the_approval_is_taken_back()
    {
        var clinic = await ClinicAsync();
        var (id, secret, _) = await AskingAsync(clinic.PracticeId);
        using var owner = await OwnerAsync(clinic);
        await owner.UseAsync("Approve");
        using var app = new TestApp(idp.Issuer, id, secret, "https://app.example/cb");
        using var person = idp.OpenBrowser();
        await ConnectTest.SignInAsync(person, app.AuthorizeUrl("openid"), await idp.Given.StaffAsync(clinic));
        await person.PressAsync("Allow");

        await owner.UseAsync("Withdraw");

        Assert.False(await idp.WithAsync<IdpDbContext, bool>(db => db.Consents.AnyAsync(consent => consent.ClientId == id, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task What_the_developer_gives_up_is_taken_from_those_who_are_signed_in()
    {
        var clinic = await ClinicAsync();
        var (id, secret, developer) = await AskingAsync(clinic.PracticeId);
        using var owner = await OwnerAsync(clinic);
        await owner.UseAsync("Approve");
        using var app = new TestApp(idp.Issuer, id, secret, "https://app.example/cb");
        using var person = idp.OpenBrowser();
        await ConnectTest.SignInAsync(person, app.AuthorizeUrl("openid email offline_access"), await idp.Given.StaffAsync(clinic));
        await person.PressAsync("Allow");
        var tokens = await app.RedeemAsync(person.CallbackUrl);

        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, developer, $"/developers/apps/{id}/edit");
        (await browser.SubmitAsync(new { Scopes = "openid offline_access" })).Says("The app is saved");

        using var refresh = await app.SendRefreshAsync(tokens.RefreshToken!);
        Assert.Equal("invalid_grant", await refresh.ErrorAsync());
    }

    [Fact]
    public async Task Access_to_whole_systems_waits_for_an_operator()
    {
        var clinic = await ClinicAsync();
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/new");
        var (id, _) = await browser.RegisterAsync("Web", clinic.PracticeId, new { Name = "Charts", Scopes = "openid charts:read system/*.rs launch:prepare" });
        using var owner = await OwnerAsync(clinic);
        owner.Page.Says("waits for an operator");

        await owner.UseAsync("Approve");

        Assert.Equal(["openid", "charts:read"], (await idp.ClientAsync(id)).Scopes);
    }

    [Fact]
    public async Task A_switched_off_app_can_still_be_taken_back()
    {
        var clinic = await ClinicAsync();
        var (id, _, developer) = await AskingAsync(clinic.PracticeId);
        using var owner = await OwnerAsync(clinic);
        await owner.UseAsync("Approve");
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, developer, $"/developers/apps/{id}/keys");
        await browser.UseAsync("Switch");

        (await owner.GoToAsync($"/admin/{clinic.PracticeId}/apps")).Says("Switched off");
        await owner.UseAsync("Withdraw");

        Assert.True((await idp.ClientAsync(id)).ReachNow.IsEmpty);
    }

    [Theory]
    [InlineData("Approve")]
    [InlineData("Withdraw")]
    public async Task An_id_that_is_no_text_is_a_damaged_form_and_no_fault_of_ours(string handler)
    {
        var clinic = await ClinicAsync();
        await AskingAsync(clinic.PracticeId);
        using var owner = await OwnerAsync(clinic);
        var form = owner.Page.FormOf("Approve").With("clientId", "a\0b");

        var page = await owner.SendAsync(form with { Action = new Uri(form.Action.ToString().Replace("Approve", handler, StringComparison.Ordinal)) });

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
    }

    private Task<Clinic> ClinicAsync() => idp.Given.ClinicAsync(ConnectTest.PasswordOnly);

    private async Task<(string Id, string? Secret, Person Developer)> AskingAsync(string practiceIds)
    {
        var developer = await idp.DeveloperAsync();
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, developer, "/developers/new");
        var (id, secret) = await browser.RegisterAsync("Web", practiceIds, new { Name = "Charts" });
        return (id, secret, developer);
    }

    private async Task<Browser> OwnerAsync(Clinic clinic)
    {
        var owner = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, Role.Owner)));
        var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, owner, $"/admin/{clinic.PracticeId}/apps");
        Assert.Equal($"/admin/{clinic.PracticeId}/apps", browser.Page.Path);
        return browser;
    }
}
