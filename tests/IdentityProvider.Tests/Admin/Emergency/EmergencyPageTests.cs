using System.Net;
using IdentityProvider.Clinics;
using IdentityProvider.Tests.Admin.People;
using IdentityProvider.Tests.Emergency;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Admin.Emergency;

/// <summary>B5: who is named, what is in the envelope, what is reviewed, and by whom.</summary>
public class EmergencyPageTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact, Trait("Row", "B5")]
    public async Task A_use_stays_on_the_list_until_another_admin_writes_a_review()
    {
        var scene = await idp.EmergencyAsync();
        using var user = idp.OpenBrowser();
        await user.OpenEmergencyAsync(scene);
        using var browser = await idp.EnterConsoleAsync(scene.Clinic, scene.Admin);

        var page = await browser.GoToAsync(PathOf(scene.Clinic));
        page.Says("Not reviewed");
        page.Says(EmergencyPages.Reason);
        (await browser.SubmitAsync(new { review = "short" })).Says("Write at least 10");
        page = await browser.SubmitAsync(new { review = "Spoke with the doctor; it was needed." });

        page.Says("The review is kept");
        page.DoesNotSay("Not reviewed");
        page.Says("Spoke with the doctor; it was needed.");
        Assert.Contains("emergency.reviewed", await idp.AuditTrailAsync(scene.Person));
    }

    [Fact, Trait("Row", "B5")]
    public async Task Nobody_reviews_their_own_use()
    {
        var scene = await idp.EmergencyAsync(s => (s.Role, s.HasPhone) = (Role.Admin, true));
        var colleague = await idp.Given.StaffAsync(scene.Clinic);
        await idp.Given.PolicyAsync(scene.Clinic, new ClinicPolicy { EmergencyAccess = true, EmergencyUsers = [scene.Person.Id, colleague.Id] });
        using var user = idp.OpenBrowser();
        await user.OpenEmergencyAsync(scene);
        using var other = await idp.EnterConsoleAsync(scene.Clinic, scene.Admin);
        await other.GoToAsync(PathOf(scene.Clinic));
        var id = other.Page.All("input[name=id]").Single().GetAttribute("value");
        using var browser = await idp.EnterConsoleAsync(scene.Clinic, scene.Person);

        var page = await browser.GoToAsync(PathOf(scene.Clinic));

        page.Says("This was you. Another admin reviews it.");
        Assert.Empty(page.All("textarea[name=review]"));
        var forged = browser.Page.FormOf("Print") with { Action = new Uri(browser.Page.Url, $"{PathOf(scene.Clinic)}?handler=Review") };
        (await browser.SendAsync(forged.With("id", id!).With("review", "All was fine, I promise."))).Says("Nothing was changed");
    }

    [Fact, Trait("Row", "B5")]
    public async Task A_printed_code_shows_once_works_and_is_told_to_its_owner()
    {
        var scene = await idp.EmergencyAsync();
        using var browser = await idp.EnterConsoleAsync(scene.Clinic, scene.Admin);
        await browser.GoToAsync(PathOf(scene.Clinic));

        var page = await browser.UseAsync("Print");
        var code = page.All(".sealed-code code").Single().TextContent;

        Assert.Matches("^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$", code);
        Assert.DoesNotContain(code, (await browser.GoToAsync(PathOf(scene.Clinic))).Body, StringComparison.Ordinal);
        Assert.Contains("sealed code", (await idp.Carrier.MessagesToAsync(scene.Person.Email))[0].Subject, StringComparison.Ordinal);
        using var user = idp.OpenBrowser();
        await user.OpenEmergencyAsync(scene with { Code = code });
        await scene.App.RedeemAsync(user.CallbackUrl);
    }

    [Fact]
    public async Task An_owner_marks_an_app_and_an_admin_cannot()
    {
        var scene = await idp.EmergencyAsync(marked: false);
        using var owner = await idp.EnterConsoleAsync(scene.Clinic, scene.Admin);
        using var admin = await idp.EnterConsoleAsync(scene.Clinic);

        await owner.GoToAsync(PathOf(scene.Clinic));
        var form = owner.Page.FormOf("Mark");
        await admin.GoToAsync(PathOf(scene.Clinic));
        Assert.DoesNotContain("handler=Mark", admin.Page.Body, StringComparison.Ordinal);
        var forged = admin.Page.FormOf("Print") with { Action = new Uri(admin.Page.Url, $"{PathOf(scene.Clinic)}?handler=Mark") };
        Assert.Equal(HttpStatusCode.NotFound, (await admin.SendAsync(forged.With("clientId", scene.App.ClientId).With("opens", "true"))).Status);

        (await owner.SendAsync(form.With("clientId", scene.App.ClientId))).Says("The app is changed");
        using var user = idp.OpenBrowser();
        await user.OpenEmergencyAsync(scene);
        await scene.App.RedeemAsync(user.CallbackUrl);
    }

    [Fact]
    public async Task An_admin_prints_no_code_of_an_owner_and_nobody_their_own_while_another_could()
    {
        var scene = await idp.EmergencyAsync();
        var admin = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((scene.Clinic, Role.Admin)));
        await idp.Given.PolicyAsync(scene.Clinic, new ClinicPolicy { EmergencyAccess = true, EmergencyUsers = [scene.Admin.Id, admin.Id, scene.Person.Id] });
        using var browser = await idp.EnterConsoleAsync(scene.Clinic, admin);
        var page = await browser.GoToAsync(PathOf(scene.Clinic));

        Assert.Equal(scene.Person.Id.ToString(), Assert.Single(page.All("input[name=userId]")).GetAttribute("value"));
        var form = page.FormOf("Print");
        foreach (var forged in (Guid[])[scene.Admin.Id, admin.Id])
        {
            (await browser.SendAsync(form.With("userId", forged.ToString()))).Says("Nothing was changed");
        }

        Assert.DoesNotContain("sealed-code.printed", await idp.AuditTrailAsync(scene.Admin));

        // The only owner has nobody above them or beside them who could.
        using var owner = await idp.EnterConsoleAsync(scene.Clinic, scene.Admin);
        await owner.GoToAsync(PathOf(scene.Clinic));
        await owner.SendAsync(owner.Page.FormOf("Print").With("userId", scene.Admin.Id.ToString()));
        Assert.Single(owner.Page.All(".sealed-code code"));
    }

    [Fact]
    public async Task While_the_server_hashes_all_it_can_no_code_is_printed_and_the_page_says_to_try_again()
    {
        var scene = await idp.EmergencyAsync();
        using var browser = await idp.EnterConsoleAsync(scene.Clinic, scene.Admin);
        await browser.GoToAsync(PathOf(scene.Clinic));
        await using (await HashingStorm.BeginAsync(idp))
        {
            var page = await browser.UseAsync("Print");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status);
            Assert.Contains("print the code again", page.Body, StringComparison.Ordinal);
        }

        // The code that was printed before still opens.
        using var user = idp.OpenBrowser();
        await user.OpenEmergencyAsync(scene);
        Assert.NotNull(user.CallbackUrl);
    }

    [Fact]
    public async Task Staff_and_other_clinics_admins_find_no_such_page()
    {
        var (scene, other) = (await idp.EmergencyAsync(), await idp.Given.ClinicAsync());
        using var stranger = await idp.EnterConsoleAsync(other, Role.Owner);

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GoToAsync(PathOf(scene.Clinic))).Status);
    }

    private static string PathOf(Clinic clinic) => $"/admin/{clinic.PracticeId}/emergency";
}
