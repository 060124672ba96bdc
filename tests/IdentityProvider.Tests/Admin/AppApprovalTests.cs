using System.Net;
using IdentityProvider.Clinics;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Developers;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Admin;

/// <summary>sign-in.md, "Who may do what to whom": an app works at a clinic once its owner, or an operator, said so.</summary>
public class AppApprovalTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task An_owner_approves_an_app_for_the_own_clinic_and_it_works_there_and_nowhere_else()
    {
        var (mine, other) = (await ClinicAsync(), await ClinicAsync());
        var (id, _, _) = await AskingAsync($"{mine.PracticeId}\n{other.PracticeId}");
        using var owner = await OwnerAsync(mine);
        owner.Page.Says("Charts");

        var page = await owner.UseAsync("Approve");

        page.Says("The app is approved");
        var stored = await idp.ClientAsync(id);
        Assert.Equal([mine.Id], stored.Clinics);
        Assert.Equal(["openid", "profile", "email", "offline_access"], stored.Scopes);
        Assert.Contains("client.approved", await idp.AuditOfClientAsync(id));
    }

    [Fact]
    public async Task People_of_the_clinic_get_in_once_it_is_approved_and_no_more_once_it_is_taken_back()
    {
        var clinic = await ClinicAsync();
        var (id, secret, _) = await AskingAsync(clinic.PracticeId);
        var staff = await idp.Given.StaffAsync(clinic);
        using var app = new TestApp(idp.Issuer, id, secret, "https://app.example/cb");
        using var before = idp.OpenBrowser();
        await ConnectTest.SignInAsync(before, app.AuthorizeUrl("openid offline_access"), staff);
        Assert.Equal("/sign-in/no-access", before.Page.Path);

        using var owner = await OwnerAsync(clinic);
        await owner.UseAsync("Approve");
        using var browser = idp.OpenBrowser();
        await ConnectTest.SignInAsync(browser, app.AuthorizeUrl("openid offline_access"), staff);
        if (browser.CallbackUrl is null)
        {
            await browser.PressAsync("Allow");
        }

        var tokens = await app.RedeemAsync(browser.CallbackUrl);

        var page = await owner.UseAsync("Withdraw");
        page.Says("The approval is taken back");
        using var refresh = await app.SendRefreshAsync(tokens.RefreshToken!);
        Assert.Equal("invalid_grant", await refresh.ErrorAsync());
        using var info = await app.UserInfoAsync(tokens.AccessToken);
        Assert.Equal(HttpStatusCode.Unauthorized, info.StatusCode);
    }

    [Fact]
    public async Task An_owner_decides_nothing_for_another_clinic()
    {
        var (mine, theirs) = (await ClinicAsync(), await ClinicAsync());
        var (id, _, _) = await AskingAsync(theirs.PracticeId);
        var (decoy, _, _) = await AskingAsync(mine.PracticeId);
        using var owner = await OwnerAsync(mine);
        owner.Page.DoesNotSay(id);

        // The own page's form with the other's app, and the own app at the other clinic's page.
        var form = owner.Page.FormOf("Approve");
        (await owner.SendAsync(form.With("clientId", id))).Says("does not ask for this");
        var elsewhere = await owner.SendAsync(form with { Action = new Uri(form.Action.ToString().Replace(mine.PracticeId, theirs.PracticeId, StringComparison.Ordinal)) });

        Assert.NotEqual(HttpStatusCode.OK, elsewhere.Status);
        Assert.Empty((await idp.ClientAsync(id)).Clinics);
        Assert.Empty((await idp.ClientAsync(decoy)).Clinics);
    }

    [Theory]
    [InlineData(Role.Admin)]
    [InlineData(Role.Staff)]
    public async Task Who_does_not_own_the_clinic_does_not_find_the_page(Role role)
    {
        var clinic = await ClinicAsync();
        var person = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, role)));
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, person, "/account");

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GoToAsync($"/admin/{clinic.PracticeId}/apps")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GoToAsync("/admin/platform/apps")).Status);
    }

    [Fact]
    public async Task A_developer_cannot_approve_the_own_app()
    {
        var clinic = await ClinicAsync();
        var (id, _, developer) = await AskingAsync(clinic.PracticeId);
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, developer, $"/developers/apps/{id}");

        foreach (var path in (string[])[$"/admin/{clinic.PracticeId}/apps", "/admin/platform/apps"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GoToAsync(path)).Status);
        }

        Assert.Empty((await idp.ClientAsync(id)).Clinics);
    }

    [Fact]
    public async Task What_was_not_looked_at_is_not_approved()
    {
        var clinic = await ClinicAsync();
        var (id, _, developer) = await AskingAsync(clinic.PracticeId);
        using var owner = await OwnerAsync(clinic);
        var form = owner.Page.FormOf("Approve");

        // The developer asks for more while the owner reads.
        idp.Clock.Advance(TimeSpan.FromSeconds(5));
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, developer, $"/developers/apps/{id}/edit");
        (await browser.SubmitAsync(new { Name = "Charts", Scopes = "openid charts:write", Patients = "true" })).Says("The app is saved");

        (await owner.SendAsync(form)).Says("does not ask for this");
        Assert.Empty((await idp.ClientAsync(id)).Clinics);
    }

    [Fact]
    public async Task An_approved_app_that_asks_for_more_keeps_what_it_has_until_somebody_agrees()
    {
        var clinic = await ClinicAsync();
        var (id, _, developer) = await AskingAsync(clinic.PracticeId);
        using var owner = await OwnerAsync(clinic);
        await owner.UseAsync("Approve");
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, developer, $"/developers/apps/{id}/edit");
        idp.Clock.Advance(TimeSpan.FromSeconds(5));

        await browser.SubmitAsync(new { Name = "Charts", Scopes = "openid charts:write", Patients = "true" });

        var stored = await idp.ClientAsync(id);
        Assert.Equal(["openid"], stored.Scopes);
        Assert.Equal((true, false), (stored.ServesStaff, stored.ServesPatients));
        (await browser.GoToAsync($"/developers/apps/{id}")).Says("It asks for more than was approved");

        await owner.GoToAsync($"/admin/{clinic.PracticeId}/apps");
        await owner.UseAsync("Approve");
        stored = await idp.ClientAsync(id);
        Assert.Equal(["openid", "charts:write"], stored.Scopes);
        Assert.True(stored.ServesPatients);
    }

    [Fact]
    public async Task An_operator_approves_for_every_clinic_and_says_whether_it_is_their_own()
    {
        var (id, _, _) = await AskingAsync("", everyClinic: true);
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.OperatorAsync(), "/admin/platform/apps");
        var form = browser.Page.All("form").First(f => f.QuerySelector($"input[value='{id}']") is not null && f.GetAttribute("action")!.Contains("Approve", StringComparison.Ordinal));
        Assert.NotNull(form);

        var page = await browser.SendAsync(browser.Page.FormOf("Approve").With("clientId", id).With("wish", form.QuerySelector("input[name=wish]")!.GetAttribute("value")!).With("firstParty", "true"));

        page.Says("The app is approved");
        var stored = await idp.ClientAsync(id);
        Assert.Equal((true, false), (stored.ServesEveryClinic, stored.IsThirdParty));

        await browser.SendAsync(browser.Page.FormOf("Withdraw").With("clientId", id));
        Assert.True((await idp.ClientAsync(id)).ReachNow.IsEmpty);
    }

    private Task<Clinic> ClinicAsync() => idp.Given.ClinicAsync(ConnectTest.PasswordOnly);

    private async Task<(string Id, string? Secret, Person Developer)> AskingAsync(string practiceIds, bool everyClinic = false)
    {
        var developer = await idp.DeveloperAsync();
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, developer, "/developers/new");
        var (id, secret) = await browser.RegisterAsync("Web", practiceIds, everyClinic ? new { Name = "Charts", EveryClinic = "true" } : null);
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
