using IdentityProvider.Factors;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Tests.SignIn.Passkeys;

/// <summary>Passkeys are offered after a few sign-ins, and never forced.</summary>
public class OfferPasskeyTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Offer = "/sign-in/offer-passkey";

    [Fact]
    public async Task After_two_sign_ins_a_passkey_is_offered_and_not_now_is_an_answer_for_ninety_days()
    {
        var anna = await WhoSignedInTwiceAsync();

        using (var third = await AtTheEndAsync(anna))
        {
            Assert.Equal(Offer, third.Page.Path);
            await third.PressAsync("Not now");
            Assert.NotNull(third.CallbackUrl);
        }

        using (var fourth = await AtTheEndAsync(anna))
        {
            Assert.NotNull(fourth.CallbackUrl);
        }

        idp.Clock.Advance(TimeSpan.FromDays(90));
        using var later = await AtTheEndAsync(anna);
        Assert.Equal(Offer, later.Page.Path);
    }

    [Fact]
    public async Task Whoever_makes_one_goes_on_to_the_app_and_is_not_asked_again()
    {
        var anna = await WhoSignedInTwiceAsync();
        using var device = new SoftwareAuthenticator(idp.Issuer);
        using (var third = await AtTheEndAsync(anna))
        {
            await third.MakePasskeyAsync(device);
            await third.KeepCodesAsync();
            Assert.NotNull(third.CallbackUrl);
        }

        using var next = idp.OpenBrowser();
        await next.GoToAsync(idp.App.AuthorizeUrl());
        await next.UsePasskeyAsync(device);
        Assert.NotNull(next.CallbackUrl);
        using var again = await AtTheEndAsync(anna);
        Assert.NotEqual(Offer, again.Page.Path);
    }

    [Fact]
    public async Task A_browser_that_was_trusted_offers_none_because_no_factor_was_shown()
    {
        var anna = await WhoSignedInTwiceAsync();
        using var browser = await AtTheEndAsync(anna, remember: true);
        await browser.PressAsync("Not now");
        idp.Clock.Advance(TimeSpan.FromDays(20));
        await ForgetAnswerAsync(anna);

        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        Assert.NotNull(browser.CallbackUrl);
    }

    private async Task<Person> WhoSignedInTwiceAsync()
    {
        idp.Services.GetRequiredService<IOptions<PasskeyOptions>>().Value.OfferAfter = 2;
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        for (var i = 0; i < 2; i++)
        {
            using var browser = await AtTheEndAsync(anna);
            Assert.NotNull(browser.CallbackUrl);
        }

        return anna;
    }

    private async Task<Browser> AtTheEndAsync(Person person, bool remember = false)
    {
        var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), person);
        if (browser.Page.Path == "/sign-in/code")
        {
            var digits = await idp.Carrier.LastCodeToAsync(person.Phone!);
            await (remember ? browser.EnterCodeAndRememberAsync(digits) : browser.EnterCodeAsync(digits));
        }

        return browser;
    }

    private async Task ForgetAnswerAsync(Person person)
    {
        await using var command = idp.Database.Source.CreateCommand("update passkey_holders set offered_at = null where user_id = $1");
        command.Parameters.Add(new() { Value = person.Id });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
