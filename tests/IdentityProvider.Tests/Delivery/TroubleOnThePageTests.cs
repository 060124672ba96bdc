using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Dev.Carriers;
using IdentityProvider.Factors;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Delivery;

/// <summary>"The trouble is ours, your number is fine" and "this number cannot be reached" are different, and each says what to do (product row PF6).</summary>
public sealed class TroubleOnThePageTests(IdpHost idp) : IClassFixture<IdpHost>, IDisposable
{
    [Theory]
    [InlineData(500, MessageOutcome.Transient, "We temporarily cannot verify your phone")]
    [InlineData(402, MessageOutcome.OutOfCredit, "We temporarily cannot verify your phone")]
    [InlineData(422, MessageOutcome.Blocked, "We are unable to verify this number")]
    public async Task Somebody_who_waits_for_a_code_reads_why_none_comes(int status, MessageOutcome outcome, string title)
    {
        idp.Simulators.Script.Always(Carrier.VonageMessages, new Mood.Refusing(status));
        using var browser = await AskForACodeAsync();
        browser.Page.DoesNotSay(title);

        await idp.Carrier.MessagesAsync();
        await browser.ReloadAsync();

        browser.Page.Says(title);
        browser.Page.Says(OutcomeTexts.ForUser(outcome));
    }

    [Fact]
    public async Task The_note_goes_when_the_message_does()
    {
        idp.Simulators.Script.Next(Carrier.VonageMessages, new Mood.Refusing(503));
        using var browser = await AskForACodeAsync();
        await idp.Carrier.MessagesAsync();
        await browser.ReloadAsync();
        browser.Page.Says("We temporarily cannot verify your phone");

        idp.Clock.Advance(TimeSpan.FromSeconds(1));
        await idp.Carrier.MessagesAsync();
        await browser.ReloadAsync();

        browser.Page.DoesNotSay("We temporarily cannot verify your phone");
    }

    public void Dispose() => idp.Simulators.Script.Reset();

    private async Task<Browser> AskForACodeAsync()
    {
        var clinic = await idp.Given.ClinicAsync(new ClinicPolicy { StaffMethods = [Method.Text] });
        var anna = await idp.Given.StaffAsync(clinic);
        using var app = await idp.Given.AppAsync(idp.Issuer);
        var browser = idp.OpenBrowser();
        await browser.GoToAsync(app.AuthorizeUrl());
        await browser.SubmitAsync(new { anna.Email });
        await browser.SubmitAsync(new { anna.Password });
        await browser.SubmitAsync(new { Method = "Text", Phone = "(218) 555-0123" });
        return browser;
    }
}
