using IdentityProvider.Clinics;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Emergency;

/// <summary>B5: who stands at the door, what keeps it shut, and what leads away from it.</summary>
public class EmergencyDoorTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task A_password_replaced_meanwhile_opens_nothing_and_is_asked_for_again()
    {
        var scene = await idp.EmergencyAsync();
        using var browser = idp.OpenBrowser();
        await browser.EnterEmergencyAsync(scene.App, scene.Person);
        var form = browser.Fill(new { scene.Code });
        await idp.ReplacePasswordAsync(scene.Person, "another-lake-stone-17");

        await browser.SendAsync(form);

        Assert.Equal("/emergency", browser.Page.Path);
        Assert.Null(browser.CallbackUrl);
        Assert.DoesNotContain("sealed-code.used", await idp.AuditTrailAsync(scene.Person));
        await browser.SubmitAsync(new { scene.Person.Email, Password = "another-lake-stone-17", EmergencyPages.Reason });
        await browser.SubmitAsync(new { scene.Code });
        Assert.NotNull(browser.CallbackUrl);
    }

    [Fact]
    public async Task A_stranger_does_not_keep_the_door_shut_for_a_browser_that_was_used_before()
    {
        var scene = await idp.EmergencyAsync(s => s.HasPhone = true);
        using var own = idp.OpenBrowser();
        await own.SignInWithCodeAsync(idp, scene.Person, scene.Person.Phone!);
        using var stranger = idp.OpenBrowser();
        for (var i = 0; i < 6; i++)
        {
            await stranger.EnterEmergencyAsync(scene.App, scene.Person, $"wrong-{i}");
        }

        stranger.Page.Says("Try again in");
        await own.GoToAsync("/emergency");
        await own.SubmitAsync(new { scene.Person.Email, scene.Person.Password, EmergencyPages.Reason });
        await own.SubmitAsync(new { scene.Code });

        Assert.Equal("/emergency/on", own.Page.Path);
        (await stranger.EnterEmergencyAsync(scene.App, scene.Person)).Says("Try again in");
    }

    [Fact]
    public async Task Wrong_tries_of_a_known_browser_count_too()
    {
        var scene = await idp.EmergencyAsync(s => s.HasPhone = true);
        using var own = idp.OpenBrowser();
        await own.SignInWithCodeAsync(idp, scene.Person, scene.Person.Phone!);
        for (var i = 0; i < 6; i++)
        {
            await own.GoToAsync("/emergency");
            await own.SubmitAsync(new { scene.Person.Email, Password = $"wrong-{i}", EmergencyPages.Reason });
        }

        own.Page.Says("Try again in");
    }

    [Fact]
    public async Task Who_is_sent_back_because_the_clinic_switched_it_off_gets_to_the_ordinary_sign_in()
    {
        var scene = await idp.EmergencyAsync();
        using var browser = idp.OpenBrowser();
        await browser.EnterEmergencyAsync(scene.App, scene.Person);
        await idp.Given.PolicyAsync(scene.Clinic, new ClinicPolicy());
        Assert.Equal("/emergency", (await browser.ReloadAsync()).Path);

        await browser.PressAsync("Sign in the ordinary way");

        Assert.Equal("/sign-in", browser.Page.Path);
        await browser.SubmitAsync(new { scene.Person.Email });
        Assert.Equal("/sign-in/password", browser.Page.Path);
    }

    [Fact]
    public async Task A_code_goes_by_the_way_that_was_pressed_or_not_at_all()
    {
        var scene = await idp.EmergencyAsync(s => s.HasPhone = true);
        await idp.WithAsync<IServiceProvider, int>(async services =>
        {
            await services.GetRequiredService<IdentityProvider.Factors.UserFactors>().AddEmailAsync(scene.Person.Id, TestContext.Current.CancellationToken);
            return await services.GetRequiredService<IdentityProvider.Storage.IdpDbContext>().SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(scene.App.AuthorizeUrl("openid", ("acr_values", "urn:idp:acr:aal2")));
        await browser.PressAsync("A patient cannot wait? Emergency access");
        await browser.SubmitAsync(new { scene.Person.Email, scene.Person.Password, EmergencyPages.Reason });

        browser.Page.Says("Text");
        Assert.DoesNotContain(browser.Page.All("input[name=way]"), way => way.GetAttribute("value") == "Email");
        await browser.SendAsync(browser.Page.FormOf("Send").With("way", "Email"));

        Assert.Equal("/emergency/prove", browser.Page.Path);
        Assert.Empty(await idp.Carrier.MessagesToAsync(scene.Person.Phone!));
        Assert.Empty(await idp.Carrier.MessagesToAsync(scene.Person.Email));
    }
}
