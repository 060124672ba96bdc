using System.Net;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Developers;

/// <summary>screens.md, Developers: registering an app by what it is, changing it, its secrets.</summary>
public class RegisterAppTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_developer_says_what_the_app_is_and_gets_its_id_and_its_secret_once()
    {
        var developer = await idp.DeveloperAsync();
        using var browser = idp.OpenBrowser();
        var page = await browser.EnterAsync(idp, developer, "/developers/new");
        page.Says("What is it?");

        await browser.SubmitAsync(new { Kind = "Web" });
        var (id, secret) = await browser.RegisterAsync();

        Assert.Equal(43, secret!.Length);
        var stored = await idp.ClientAsync(id);
        Assert.Equal((developer.Id, ClientKind.Web, true), (stored.OwnerId, stored.Kind, stored.RequiresPkce));
        page = await browser.GoToAsync($"/developers/apps/{id}");
        Assert.DoesNotContain(secret, page.Body, StringComparison.Ordinal);
        page.Says("It is for nobody");
        Assert.Contains(id, (await browser.GoToAsync("/developers")).Text, StringComparison.Ordinal);
        Assert.Contains("client.registered", await idp.AuditOfClientAsync(id));
    }

    [Theory]
    [InlineData("Browser", ClientAuthMethod.None, "authorization_code,refresh_token")]
    [InlineData("Native", ClientAuthMethod.None, "authorization_code,refresh_token")]
    [InlineData("Smart", ClientAuthMethod.None, "authorization_code")]
    [InlineData("Device", ClientAuthMethod.None, "refresh_token,urn:ietf:params:oauth:grant-type:device_code")]
    public async Task What_it_is_decides_how_it_proves_itself_and_what_it_may(string kind, ClientAuthMethod method, string grants)
    {
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/new");

        var (id, secret) = await browser.RegisterAsync(kind);

        Assert.Null(secret);
        var stored = await idp.ClientAsync(id);
        Assert.Equal(method, stored.AuthMethod);
        Assert.Equal(grants, string.Join(',', stored.GrantTypes.Order(StringComparer.Ordinal)));
        Assert.Equal(kind == "Native", stored.IsNative);
        Assert.Equal(kind is "Browser" or "Smart" ? ["https://app.example"] : [], stored.CorsOrigins);
    }

    [Theory]
    [InlineData("http://app.example/cb", "Start it with https, or use localhost for tests.")]
    [InlineData("https://app.example/cb#x", "Take out the # and what follows it.")]
    [InlineData("https://*.app.example/cb", "Write each address in full.")]
    [InlineData("javascript:alert(1)", "Start it with https://.")]
    [InlineData("com.example.app:/cb", "Only a native app can have a scheme of its own.")]
    [InlineData("", "Add at least one address.")]
    public async Task A_redirect_uri_that_cannot_be_is_shown_at_its_field_and_nothing_is_registered(string uri, string sentence)
    {
        var developer = await idp.DeveloperAsync();
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, developer, "/developers/new");
        await browser.GoToAsync("/developers/new?Form.Kind=Web");

        var page = await browser.SubmitAsync(new { Name = "Charts", RedirectUris = uri });

        page.ShowsProblem("RedirectUris", sentence);
        Assert.False(await idp.WithAsync<IdpDbContext, bool>(db => db.Clients.AnyAsync(c => c.OwnerId == developer.Id, Ct)));
    }

    [Fact]
    public async Task Rotating_shows_a_new_secret_once_and_both_work_until_the_old_one_is_ended()
    {
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/new");
        var (id, first) = await browser.RegisterAsync();
        idp.Clock.Advance(TimeSpan.FromMinutes(1));
        await browser.GoToAsync($"/developers/apps/{id}/keys");

        var page = await browser.PressAsync("Rotate the secret");
        var second = page.One("#secret").TextContent;

        Assert.NotEqual(first, second);
        Assert.Equal(("invalid_grant", "invalid_grant"), (await AnswerAsync(id, first!), await AnswerAsync(id, second)));

        page = await browser.GoToAsync($"/developers/apps/{id}/keys");
        Assert.DoesNotContain(second, page.Body, StringComparison.Ordinal);
        var old = page.All("button[name=secret]").Last().GetAttribute("value")!;
        await browser.SendAsync(page.FormOf("End").With("secret", old));

        Assert.Equal(("invalid_client", "invalid_grant"), (await AnswerAsync(id, first!), await AnswerAsync(id, second)));
    }

    [Fact]
    public async Task A_switched_off_app_gets_nothing_and_works_again_when_it_is_switched_on()
    {
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/new");
        var (id, secret) = await browser.RegisterAsync();
        await browser.GoToAsync($"/developers/apps/{id}/keys");

        await browser.UseAsync("Switch");
        Assert.Equal("invalid_client", await AnswerAsync(id, secret!));

        await browser.UseAsync("Switch");
        Assert.Equal("invalid_grant", await AnswerAsync(id, secret!));
    }

    [Fact]
    public async Task A_deleted_app_is_gone_from_the_list_and_from_everywhere()
    {
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/new");
        var (id, secret) = await browser.RegisterAsync();
        await browser.GoToAsync($"/developers/apps/{id}/keys");

        var page = await browser.UseAsync("Delete");

        page.DoesNotSay(id);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GoToAsync($"/developers/apps/{id}")).Status);
        Assert.Equal("invalid_client", await AnswerAsync(id, secret!));
    }

    [Fact]
    public async Task Editing_changes_what_the_app_says_and_keeps_its_secret()
    {
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/new");
        var (id, secret) = await browser.RegisterAsync();
        await browser.GoToAsync($"/developers/apps/{id}/edit");

        var page = await browser.SubmitAsync(new { Name = "Charts 2", RedirectUris = "https://app.example/cb\nhttps://app.example/cb2" });

        page.Says("The app is saved");
        Assert.Equal(["https://app.example/cb", "https://app.example/cb2"], (await idp.ClientAsync(id)).RedirectUris);
        Assert.Equal("invalid_grant", await AnswerAsync(id, secret!));
    }

    [Fact]
    public async Task The_snippets_hold_the_values_of_the_app()
    {
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/new");
        var (id, _) = await browser.RegisterAsync();

        foreach (var language in (string[])["aspnet", "node", "python", "spring"])
        {
            var code = (await browser.GoToAsync($"/developers/apps/{id}?snippet={language}")).One("pre code").TextContent;
            Assert.Contains(id, code, StringComparison.Ordinal);
            Assert.Contains(idp.Issuer.ToString().TrimEnd('/'), code, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_endpoints_are_those_of_the_route_table()
    {
        using var browser = idp.OpenBrowser();

        var page = await browser.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/endpoints");

        page.Says("/connect/token");
        page.Says("/connect/register/{clientId}");
        page.Says("RFC 7592 §2.2");
    }

    [Fact]
    public async Task Who_registers_no_apps_does_not_find_the_pages()
    {
        var clinic = await idp.Given.ClinicAsync(ConnectTest.PasswordOnly);
        var owner = await idp.Given.PersonAsync((clinic, Role.Owner));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(owner, "/account");

        foreach (var path in (string[])["/developers", "/developers/endpoints", "/developers/apps/lakeside-ehr"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GoToAsync(path)).Status);
        }
    }

    [Fact]
    public async Task A_developer_finds_no_app_of_another_developer()
    {
        using var hers = idp.OpenBrowser();
        await hers.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/new");
        var (id, secret) = await hers.RegisterAsync();
        await hers.GoToAsync($"/developers/apps/{id}/keys");
        var delete = hers.Page.FormOf("Delete");
        using var his = idp.OpenBrowser();
        await his.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/new");
        var (own, _) = await his.RegisterAsync();

        foreach (var page in (string[])["", "/edit", "/keys"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await his.GoToAsync($"/developers/apps/{id}{page}")).Status);
        }

        // His own forms, sent to her app.
        await his.GoToAsync($"/developers/apps/{own}/keys");
        foreach (var handler in (string[])["Rotate", "ManagementToken", "Switch", "Delete"])
        {
            var form = his.Page.FormOf(handler);
            var answer = await his.SendAsync(form with { Action = new Uri(form.Action.ToString().Replace(own, id, StringComparison.Ordinal)) });
            Assert.Equal(HttpStatusCode.NotFound, answer.Status);
            await his.GoToAsync($"/developers/apps/{own}/keys");
        }

        Assert.Null((await idp.ClientAsync(id)).DeletedAt);
        Assert.Equal("invalid_grant", await AnswerAsync(id, secret!));
        Assert.NotNull(delete);
        (await his.GoToAsync("/developers")).DoesNotSay(id);
    }

    [Fact]
    public async Task What_is_posted_beside_the_form_approves_nothing()
    {
        var clinic = await idp.Given.ClinicAsync();
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/new");
        await browser.GoToAsync("/developers/new?Form.Kind=Web");
        var form = browser.Fill(new { Name = "Charts", RedirectUris = "https://app.example/cb", Clinics = clinic.PracticeId, Scopes = "openid charts:read", EveryClinic = "true" });
        form = form.With("Form.ServesEveryClinic", "true").With("Form.Approved.EveryClinic", "true").With("Form.IsThirdParty", "false")
            .With("Form.MayIntrospectAll", "true").With("Form.OwnerId", Guid.Empty.ToString()).With("Made.Reach.Approved.EveryClinic", "true");

        var page = await browser.SendAsync(form);

        var stored = await idp.ClientAsync(page.One("#client-id").TextContent);
        Assert.Equal((false, false, false, true), (stored.ServesEveryClinic, stored.ServesStaff, stored.MayIntrospectAll, stored.IsThirdParty));
        Assert.Empty(stored.Clinics);
        Assert.Equal(["openid"], stored.Scopes);
    }

    // With a good secret the code is what is wrong.
    private async Task<string> AnswerAsync(string clientId, string secret)
    {
        using var app = new TestApp(idp.Issuer, clientId, secret, "https://app.example/cb");
        using var answer = await app.PostAsync("/connect/token", ("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", "https://app.example/cb"), ("code_verifier", new string('v', 43)));
        return await answer.ErrorAsync(answer.StatusCode);
    }
}
