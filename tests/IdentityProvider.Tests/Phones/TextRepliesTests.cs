using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.SignIn;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Host;
using IdentityProvider.Tests.SignIn;

namespace IdentityProvider.Tests.Phones;

/// <summary>STOP ends texts and nothing else; START brings them back.</summary>
public class TextRepliesTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task After_STOP_the_second_step_stays_on_and_comes_by_call()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        Assert.Equal(TextReply.Stop, await ReceiveAsync(anna.Phone!, "STOP"));
        using var browser = idp.OpenBrowser();

        var page = await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        page.Says("Enter the code from our call");
        page.DoesNotSay("Text me instead");
        Assert.DoesNotContain(await idp.Carrier.MessagesToAsync(anna.Phone!), message => message.Channel == "text");
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        Assert.Equal(["pwd", "otp", "tel", "mfa"], (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Amr);
    }

    [Fact]
    public async Task Who_stopped_texts_is_told_by_mail_once_and_it_is_in_the_history()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());

        await ReceiveAsync(anna.Phone!, "Stop");
        await ReceiveAsync(anna.Phone!, "STOP");

        Assert.Single(await idp.Carrier.MessagesToAsync(anna.Email), message => message.Subject!.StartsWith("No more texts", StringComparison.Ordinal));
        Assert.Equal(["phone.texts-stopped"], await idp.AuditTrailAsync(anna));
    }

    [Fact]
    public async Task After_START_texts_come_again()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        await ReceiveAsync(anna.Phone!, "STOP");
        Assert.Equal(TextReply.Start, await ReceiveAsync(anna.Phone!, "START"));
        using var browser = idp.OpenBrowser();

        (await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna)).Says("Enter the code we texted you");
    }

    [Fact]
    public async Task A_text_that_was_queued_before_STOP_is_not_sent_after_it()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        await ReceiveAsync(anna.Phone!, "STOP");

        Assert.Empty(await idp.Carrier.MessagesToAsync(anna.Phone!));
        (await browser.ReloadAsync()).Says("This number answered STOP to our texts. Answer START to the last one, or choose a call.");
    }

    [Fact]
    public async Task A_stopped_number_is_not_set_up_for_texts_and_the_page_says_the_two_ways_on()
    {
        var number = Given.NextPhone();
        await ReceiveAsync(number, "STOP");
        var person = await idp.Given.PersonAsync((await idp.Given.ClinicAsync(), Role.Staff));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(person, "/account/phone");

        var page = await browser.SubmitAsync(new { Method = "Text", Phone = number });
        page.ShowsProblem("Phone", "This number answered STOP to our texts. Choose the voice call, or answer START to our last text and try again.");
        await browser.SubmitAsync(new { Method = "Voice", Phone = number });
        await browser.SubmitAsync(new { Digits = await idp.Carrier.LastCodeToAsync(number) });

        (await browser.KeepFirstCodesAsync()).Says("Your recovery codes are ready");
    }

    [Fact]
    public async Task An_answer_from_a_number_nobody_has_or_of_another_kind_changes_nothing()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync(new ClinicPolicy { StaffMethods = [Method.Text] }));

        Assert.Equal(TextReply.None, await ReceiveAsync("not a number", "STOP"));
        Assert.Equal(TextReply.None, await ReceiveAsync(anna.Phone!, "Who is this? Please stop."));
        Assert.Equal(TextReply.Help, await ReceiveAsync(anna.Phone!, "HELP"));

        using var browser = idp.OpenBrowser();
        (await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna)).Says("Enter the code we texted you");
    }

    [Fact]
    public async Task Somebody_without_an_address_stops_texts_all_the_same()
    {
        var clinic = await idp.Given.ClinicAsync();
        var id = await idp.OwnerOfAsync(clinic, await idp.LegacyAsync(clinic));
        var person = await idp.Given.WithPhoneAsync(new Person(id, "", "", Phone: null));

        Assert.Equal(TextReply.Stop, await ReceiveAsync(person.Phone!, "STOP"));

        Assert.Equal(["phone.texts-stopped"], await idp.AuditTrailAsync(person));
    }

    [Fact]
    public async Task Who_told_STOP_to_the_carrier_is_told_as_well()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());

        await idp.WithAsync<TextReplies, int>(async replies =>
        {
            await replies.StopAtCarrierAsync(anna.Phone!, TestContext.Current.CancellationToken);
            return 0;
        });

        Assert.Single(await idp.Carrier.MessagesToAsync(anna.Email), message => message.Subject!.StartsWith("No more texts", StringComparison.Ordinal));
        Assert.Equal(["phone.texts-stopped"], await idp.AuditTrailAsync(anna));
    }

    // As carriers write a number: without the plus.
    private Task<TextReply> ReceiveAsync(string from, string body) =>
        idp.WithAsync<TextReplies, TextReply>(replies => replies.ReceiveAsync(from.TrimStart('+'), body, TestContext.Current.CancellationToken));
}
