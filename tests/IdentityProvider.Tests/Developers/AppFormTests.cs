using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Developers;

/// <summary>The form of an app: what fills it in, what it keeps, and what it refuses.</summary>
public class AppFormTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_strangers_link_fills_in_nothing()
    {
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/new");
        var (id, _) = await browser.RegisterAsync();
        const string evil = "Form.Filled=true&Form.Kind=Web&Form.Name=Payroll&Form.RedirectUris=https://evil.example/cb&Form.EveryClinic=true";

        (await browser.GoToAsync($"/developers/apps/{id}/edit?{evil}")).DoesNotSay("evil.example");
        (await browser.GoToAsync($"/developers/new?{evil}")).DoesNotSay("evil.example");
        (await browser.GoToAsync($"/developers/apps/{id}/edit?kept=CfDJ8evil")).DoesNotSay("evil.example");
    }

    [Fact]
    public async Task What_was_typed_comes_back_after_a_step_up_sealed()
    {
        var developer = await idp.DeveloperAsync();
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, developer, "/developers/new");
        var (id, _) = await browser.RegisterAsync();
        await browser.GoToAsync($"/developers/apps/{id}/edit");
        idp.Clock.Advance(TimeSpan.FromMinutes(11));

        await browser.SubmitAsync(new { Name = "Charts 2", Contacts = "dev@app.example" });
        if (browser.Page.Path == "/sign-in/choose")
        {
            await browser.PressAsync("Continue");
        }

        var page = await browser.SubmitAsync(new { Digits = await idp.Carrier.LastCodeToAsync(developer.Phone!) });

        Assert.Equal($"/developers/apps/{id}/edit", page.Path);
        Assert.Equal("Charts 2", page.One("#Form_Name").GetAttribute("value"));
        Assert.DoesNotContain("app.example", page.Url.Query, StringComparison.Ordinal);
        Assert.Contains("kept=", page.Url.Query, StringComparison.Ordinal);
        Assert.Equal("Charts", (await idp.ClientAsync(id)).Name);
    }

    [Fact]
    public async Task Saving_keeps_the_grants_that_the_form_does_not_show()
    {
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/new");
        var (id, _) = await browser.RegisterAsync();
        await idp.WithAsync<IdpDbContext, int>(db => db.Database.ExecuteSqlAsync(
            $"UPDATE clients SET grant_types = '{{authorization_code,refresh_token,client_credentials}}', cors_origins = '{{https://scripts.example}}' WHERE id = {id}", Ct));
        await browser.GoToAsync($"/developers/apps/{id}/edit");

        (await browser.SubmitAsync(new { PolicyUri = "https://app.example/privacy" })).Says("The app is saved");

        var stored = await idp.ClientAsync(id);
        Assert.Contains("client_credentials", stored.GrantTypes);
        Assert.Equal(["https://scripts.example"], stored.CorsOrigins);
    }

    [Fact]
    public async Task Too_many_contacts_are_shown_at_their_field()
    {
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/new");
        await browser.GoToAsync("/developers/new?Form.Kind=Web");

        var page = await browser.SubmitAsync(new { Name = "Charts", RedirectUris = "https://app.example/cb", Contacts = "1 2 3 4 5 6 7 8 9 10 11" });

        Assert.Equal("true", page.One("#Form_Contacts").GetAttribute("aria-invalid"));
    }
}
