using IdentityProvider.Clinics;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Developers;

/// <summary>Initial access tokens: whoever makes one can write into it no more than they could approve themselves.</summary>
public class TokensPageTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static string Text(System.Text.Json.JsonElement answer, string member) => answer.GetProperty(member).GetString()!;

    [Fact]
    public async Task A_token_is_shown_once_and_registers_apps_of_its_maker_that_wait_for_approval()
    {
        var developer = await idp.DeveloperAsync();
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, developer, "/developers/tokens");

        var page = await browser.SubmitAsync(new { Name = "CI", Uses = "2", Days = "1" });

        var token = page.One("#token").TextContent;
        Assert.DoesNotContain(token, (await browser.GoToAsync("/developers/tokens")).Body, StringComparison.Ordinal);
        using var door = new RegistrationDoor(idp);
        var stored = await idp.ClientAsync(Text(await door.RegisteredAsync(token), "client_id"));
        Assert.Equal(developer.Id, stored.OwnerId);
        Assert.Equal((false, 0), (stored.ServesEveryClinic, stored.Clinics.Count));
    }

    [Fact]
    public async Task A_developer_who_posts_an_approval_is_refused()
    {
        var clinic = await idp.Given.ClinicAsync();
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/tokens");
        var form = browser.Fill(new { Name = "CI" }).With("Form.Approves", "true").With("Form.Staff", "true");

        foreach (var reach in (KeyValuePair<string, string>[])[new("Form.Clinics", clinic.PracticeId), new("Form.EveryClinic", "true")])
        {
            var page = await browser.SendAsync(form.With(reach.Key, reach.Value));
            Assert.Contains("only for clinics that you own", page.Body, StringComparison.Ordinal);
            Assert.Empty(page.All("#token"));
        }
    }

    [Fact]
    public async Task An_owner_who_registers_apps_approves_for_the_own_clinic_and_no_other()
    {
        var (mine, other) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var developer = await idp.DeveloperAsync((mine, Role.Owner), (other, Role.Admin));
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, developer, "/developers/tokens");

        var refused = await browser.SubmitAsync(new { Name = "CI", Approves = "true", Staff = "true", Clinics = other.PracticeId });
        refused.ShowsProblem("Clinics", "only for clinics that you own");

        var page = await browser.SubmitAsync(new { Name = "CI", Approves = "true", Staff = "true", Scopes = "openid charts:read", Clinics = mine.PracticeId });
        using var door = new RegistrationDoor(idp);
        var answer = await door.RegisteredAsync(page.One("#token").TextContent);
        Assert.Equal([mine.Id], (await idp.ClientAsync(Text(answer, "client_id"))).Clinics);
        Assert.Equal("openid charts:read", Text(answer, "scope"));
    }

    [Fact]
    public async Task An_operator_approves_for_every_clinic()
    {
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.OperatorAsync(), "/developers/tokens");

        var page = await browser.SubmitAsync(new { Name = "CI", Approves = "true", Staff = "true", EveryClinic = "true" });

        using var door = new RegistrationDoor(idp);
        var answer = await door.RegisteredAsync(page.One("#token").TextContent);
        Assert.True((await idp.ClientAsync(Text(answer, "client_id"))).ServesEveryClinic);
    }

    [Fact]
    public async Task A_token_that_was_taken_back_registers_nothing()
    {
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/tokens");
        var token = (await browser.SubmitAsync(new { Name = "CI" })).One("#token").TextContent;

        await browser.UseAsync("Revoke");

        using var door = new RegistrationDoor(idp);
        using var answer = await door.RegisterAsync(token);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("Uses", "0")]
    [InlineData("Uses", "many")]
    [InlineData("Days", "91")]
    [InlineData("Name", " ")]
    public async Task A_value_out_of_range_is_shown_at_its_field(string field, string value)
    {
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/tokens");

        var page = await browser.SendAsync(browser.Fill(new { Name = "CI" }).With($"Form.{field}", value));

        Assert.Equal("true", page.One($"#Form_{field}").GetAttribute("aria-invalid"));
        Assert.Empty(page.All("#token"));
    }
}
