using IdentityProvider.Clinics;
using IdentityProvider.Tests.Host;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IdentityProvider.Tests.SignIn;

/// <summary>People who belong to several clinics: which one they are at, and what going from one to another asks for.</summary>
public class ChooseClinicTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task The_clinic_that_was_used_last_stands_first_and_is_chosen_already()
    {
        var (one, two) = (await idp.Given.ClinicAsync(AsksNobody), await idp.Given.ClinicAsync(AsksNobody));
        var person = await idp.Given.PersonAsync((one, Role.Staff), (two, Role.Staff));
        foreach (var last in new[] { two, one, two })
        {
            using var browser = idp.OpenBrowser();
            await browser.GivePasswordAsync(AtClinic(last), person);
            Assert.NotNull(browser.CallbackUrl);
            idp.Clock.Advance(TimeSpan.FromMinutes(1));

            using var next = idp.OpenBrowser();
            await next.GivePasswordAsync(idp.App.AuthorizeUrl(), person);

            Assert.Equal("/sign-in/clinic", next.Page.Path);
            Assert.Contains(last.Name, next.Page.All(".choices label").First().TextContent, StringComparison.Ordinal);
            await next.SendAsync(next.Page.MainForm());
            Assert.Equal(last.Id.ToString(), (await idp.App.RedeemAsync(next.CallbackUrl)).IdToken.Find("clinic_id"));
        }
    }

    [Fact]
    [Trait("Row", "PF15")]
    public async Task Going_to_another_clinic_asks_only_for_what_is_missing_there_and_both_tokens_name_it()
    {
        var (easy, strict) = (await idp.Given.ClinicAsync(AsksNobody), await idp.Given.ClinicAsync());
        var person = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((easy, Role.Staff), (strict, Role.Staff)));
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(AtClinic(easy), person);
        Assert.NotNull(browser.CallbackUrl);

        await browser.GoToAsync(AtClinic(strict));

        // A link sends nothing: the code goes out when the button is pressed.
        Assert.Equal("/sign-in/choose", browser.Page.Path);
        await browser.SubmitAsync(new { Way = "Text" });
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(person.Phone!));

        var tokens = await idp.App.RedeemAsync(browser.CallbackUrl);
        Assert.Equal(strict.Id.ToString(), tokens.IdToken.Find("clinic_id"));
        Assert.Equal(strict.Id.ToString(), new JsonWebToken(tokens.AccessToken).GetPayloadValue<string>("clinic_id"));

        // Back again, everything is proven: nothing is asked.
        await browser.GoToAsync(AtClinic(easy));
        Assert.Equal(easy.Id.ToString(), (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Find("clinic_id"));
    }

    private static readonly ClinicPolicy AsksNobody = new() { Require = MfaRequirement.Nobody };

    private string AtClinic(Clinic clinic) => idp.App.AuthorizeUrl("openid profile", ("clinic_id", clinic.Id.ToString()));
}
