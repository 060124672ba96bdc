using System.Net.Http.Json;
using System.Text.Json;
using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;
using IdentityProvider.Factors;
using IdentityProvider.Limits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IdentityProvider.BrowserTests.Journeys;

/// <summary>Pages that few people ever meet, and then on a bad day: on a light desktop in English, and on a dark phone in Spanish.</summary>
public class SeldomSeenTests(Chromium chromium, DemoOfItsOwn demo) : IClassFixture<DemoOfItsOwn>
{
    // RFC 7636, appendix B. Nobody redeems the code.
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    [Theory, InlineData("en"), InlineData("es")]
    [Trait("Row", "B5")]
    [Trait("Row", "PF15")]
    public async Task A_patient_cannot_wait_and_somebody_named_comes_in(string language)
    {
        await using var nia = await ArriveAsync(language);
        await demo.PolicyAsync(Practices.Lakeside.Id, (policy, people) => policy with { EmergencyAccess = true, EmergencyUsers = [.. people] });

        await nia.Page.GotoAsync($"{demo.Data.Issuer}/emergency");
        await nia.Profile.ArriveAsync("/emergency", "enter");
        await nia.Page.FillAsync("#Email", nia.Person.Email);
        await nia.Page.FillAsync("#Password", Person.Password);
        await nia.Page.FillAsync("#Reason", "Patient in shock in room 2, chart needed now");
        await nia.SubmitAsync("#Reason");
        await nia.Profile.ArriveAsync("/emergency/prove", "prove");
        await nia.SubmitAsync("input[name=way][value=Text]");
        await nia.Profile.ArriveAsync("/emergency/prove", "sent");
        await nia.ExpectNoSidewaysScrollingAsync();
        await nia.Page.FillAsync("#Code", await nia.ReceiveCodeAsync("text"));
        await nia.SubmitAsync("#Code");

        await nia.Profile.ArriveAsync("/emergency/on", "on");
        await nia.ExpectNoSidewaysScrollingAsync();
        await nia.Page.Locator("main form[action='/account/sign-out'] button").ClickAsync();
        await nia.Page.WaitForURLAsync(url => !url.Contains("/emergency/on", StringComparison.Ordinal));
        await nia.Profile.LookAsync("over");
    }

    [Theory, InlineData("en"), InlineData("es")]
    [Trait("Row", "TA5")]
    public async Task Too_many_wrong_codes_and_the_page_says_until_when_and_who_helps(string language)
    {
        await using var nia = await ArriveAsync(language);
        await ComeToTheSecondStepAsync(nia);
        await demo.WithAsync<AttemptLimits>(async (limits, _) =>
        {
            var key = AttemptKey.TypedCodesOf(await demo.IdOfAsync(nia.Person));
            while ((await limits.TakeAsync(key, Ct)).Result == LimitResult.Taken)
            {
                // Ten wrong ones in a row, without half an hour of waiting for fresh codes.
            }
        });

        await nia.Page.ReloadAsync();
        await nia.Profile.ArriveAsync("/sign-in/locked", "locked");
        await nia.ExpectNoSidewaysScrollingAsync();
    }

    [Theory, InlineData("en"), InlineData("es")]
    public async Task Whoever_has_no_way_left_is_told_who_helps(string language)
    {
        await using var nia = await ArriveAsync(language);
        var id = await demo.IdOfAsync(nia.Person);
        await demo.WithAsync<UserFactors>(async (factors, _) =>
        {
            foreach (var factor in (await factors.OfAsync(id, Ct)).All)
            {
                await factors.DisableNowAsync(factor.Id, Ct);
            }
        });

        await nia.Page.GotoAsync($"{demo.Data.Issuer}/account");
        await nia.EnterEmailAndPasswordAsync();
        await nia.Profile.ArriveAsync("/sign-in/no-way-left", "no-way-left");
        await nia.ExpectNoSidewaysScrollingAsync();
    }

    [Theory, InlineData("en"), InlineData("es")]
    public async Task After_some_sign_ins_a_passkey_is_offered_and_not_now_goes_on(string language)
    {
        await using var nia = await ArriveAsync(language);
        await nia.Page.GotoAsync($"{demo.Data.Issuer}/account");
        await nia.SignInByTextAsync();
        await nia.Page.Context.ClearCookiesAsync();
        var options = demo.Host.Provider.GetRequiredService<IOptions<PasskeyOptions>>().Value;
        var usual = options.OfferAfter;
        options.OfferAfter = 1;
        try
        {
            await ComeToTheSecondStepAsync(nia);
            await nia.EnterCodeAsync(await nia.ReceiveCodeAsync("text"));
            await nia.Profile.ArriveAsync("/sign-in/offer-passkey", "offer");
            await nia.ExpectNoSidewaysScrollingAsync();
            await nia.Page.Locator("form[action*='handler=Later'] button").ClickAsync();
            await nia.Profile.ArriveAsync("/account", "account");
        }
        finally
        {
            options.OfferAfter = usual;
        }
    }

    [Theory, InlineData("en"), InlineData("es")]
    public async Task A_strangers_app_is_allowed_after_a_look_at_what_it_wants(string language)
    {
        await using var nia = await ArriveAsync(language);
        var redirect = $"{demo.Data.Ehr}/nobody-listens";
        var app = await demo.AppAsync(client => (client.IsThirdParty, client.RedirectUris) = (true, [redirect]));

        await nia.Page.GotoAsync(
            $"{demo.Data.Issuer}/connect/authorize?response_type=code&client_id={app}&redirect_uri={Uri.EscapeDataString(redirect)}&scope=openid%20profile%20email%20offline_access"
            + $"&code_challenge={Challenge}&code_challenge_method=S256&prompt=consent&state=s");
        await nia.SignInByTextAsync();
        await nia.Profile.ArriveAsync("/connect/consent", "consent");
        await nia.ExpectNoSidewaysScrollingAsync();
        await nia.Page.RunAndWaitForRequestAsync(
            () => nia.Page.Locator("button[name=Decision][value=allow]").ClickAsync(),
            request => request.Url.StartsWith($"{redirect}?", StringComparison.Ordinal) && request.Url.Contains("code=", StringComparison.Ordinal));
    }

    [Theory, InlineData("en"), InlineData("es")]
    public async Task A_device_without_a_keyboard_is_connected_by_its_code(string language)
    {
        await using var nia = await ArriveAsync(language);
        var app = await demo.AppAsync(client => client.GrantTypes = ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"]);
        using var http = new HttpClient();
        using var begun = await http.PostAsync(
            $"{demo.Data.Issuer}/connect/deviceauthorization", new FormUrlEncodedContent([new("client_id", app), new("scope", "openid profile offline_access")]), Ct);
        var code = (await begun.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("user_code").GetString()!;

        await nia.Page.GotoAsync($"{demo.Data.Issuer}/device");
        await nia.SignInByTextAsync();
        await nia.Page.FillAsync("#Code", code);
        await nia.SubmitAsync("#Code");
        await nia.Profile.ArriveAsync("/device/confirm", "confirm");
        await nia.ExpectNoSidewaysScrollingAsync();
        await nia.Page.Locator("button[value=allow]").ClickAsync();
        await nia.Page.WaitForLoadStateAsync();
        await nia.Profile.LookAsync("connected");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<Visitor> ArriveAsync(string language) =>
        await Visitor.ArriveAsync(chromium, demo, await demo.StaffWithPhoneAsync(Practices.Lakeside.Id), language == "en" ? Device.Desktop : Device.SpanishPhone);

    private async Task ComeToTheSecondStepAsync(Visitor nia)
    {
        await nia.Page.GotoAsync($"{demo.Data.Issuer}/account");
        await nia.EnterEmailAndPasswordAsync();
        await nia.ExpectToBeAskedForACodeAsync();
    }
}
