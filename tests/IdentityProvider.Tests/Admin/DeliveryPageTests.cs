using IdentityProvider.Clinics;
using IdentityProvider.Codes;
using IdentityProvider.Delivery;
using IdentityProvider.Tests.Developers;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Admin;

/// <summary>An admin reads whether the practice's codes arrive and are used (product row B10).</summary>
[Trait("Row", "B10")]
public sealed class DeliveryPageTests(IdpHost idp) : IClassFixture<IdpHost>, IDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => idp.Simulators.Script.Reset();

    [Fact]
    public async Task Sent_delivered_used_and_how_soon_stand_there_by_channel_and_day()
    {
        idp.Simulators.Reports.Begin(idp.Issuer);
        var clinic = await idp.Given.ClinicAsync();
        await SignInAsync(clinic, seconds: 20);
        await SignInAsync(clinic, seconds: 40);
        await SignInAsync(clinic, seconds: 60);
        await AskAsync(clinic, Given.NextPhone());

        var text = Assert.Single(await DaysAsync(clinic), day => day.Channel is Channel.Text);

        Assert.Equal((4, 4, 0, 4, 3), (text.Sent, text.Delivered, text.Lost, text.Codes, text.Used));
        Assert.Equal(40, text.MedianSecondsToUse!.Value, tolerance: 2);
        Assert.Equal(4 * 0.0072m, text.Cost);
    }

    [Fact]
    public async Task A_code_that_was_sent_again_counts_once_and_from_its_last_message()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        idp.Clock.Advance(TimeSpan.FromSeconds(90));
        await browser.UseAsync("Send");
        idp.Clock.Advance(TimeSpan.FromSeconds(10));
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));

        var text = Assert.Single(await DaysAsync(clinic), day => day.Channel is Channel.Text);

        Assert.Equal((2, 1, 1), (text.Sent, text.Codes, text.Used));
        Assert.Equal(10, text.MedianSecondsToUse!.Value, tolerance: 2);
    }

    [Fact]
    public async Task What_did_not_arrive_is_said_in_words_and_only_to_that_practice()
    {
        idp.Simulators.Reports.Begin(idp.Issuer);
        var (clinic, other) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        await AskAsync(clinic, "+12185550189");
        using var admins = await AdminAsync(clinic);

        admins.Page.Says("(•••) •••-0189");
        admins.Page.Says(OutcomeTexts.ForAdmin(MessageOutcome.BadNumber));
        admins.Page.DoesNotSay("2185550189");
        using var others = await AdminAsync(other);
        others.Page.DoesNotSay("0189");
        Assert.DoesNotContain(await DaysAsync(other), day => day.Lost > 0);
    }

    [Fact]
    public async Task Codes_that_nobody_sent_in_time_are_lost()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        idp.Clock.Advance(TimeSpan.FromMinutes(11));
        await idp.Carrier.MessagesAsync();

        var text = Assert.Single(await DaysAsync(clinic), day => day.Channel is Channel.Text);

        Assert.Equal((0, 1, 0), (text.Sent, text.Lost, text.Used));
        using var admins = await AdminAsync(clinic);
        admins.Page.Says(OutcomeTexts.ForAdmin(MessageOutcome.Expired));
    }

    [Fact]
    public async Task Days_are_the_practices_own()
    {
        var clinic = await idp.Given.ClinicAsync();
        await AskAsync(clinic, Given.NextPhone());
        var now = idp.Clock.GetUtcNow();

        var east = await DaysAsync(clinic, "Pacific/Kiritimati");
        var west = await DaysAsync(clinic, "Pacific/Pago_Pago");

        Assert.Equal(DateOnly.FromDateTime(now.ToOffset(TimeSpan.FromHours(14)).Date), Assert.Single(east).Day);
        Assert.Equal(DateOnly.FromDateTime(now.ToOffset(TimeSpan.FromHours(-11)).Date), Assert.Single(west).Day);
    }

    [Fact]
    public async Task A_practice_that_sent_nothing_has_no_days() => Assert.Empty(await DaysAsync(await idp.Given.ClinicAsync()));

    private Task<IReadOnlyList<ChannelDay>> DaysAsync(Clinic clinic, string zone = "America/Chicago") =>
        idp.WithAsync<DeliveryHealth, IReadOnlyList<ChannelDay>>(health => health.DaysAsync(clinic.Id, 7, TimeZoneInfo.FindSystemTimeZoneById(zone), Ct));

    private async Task SignInAsync(Clinic clinic, int seconds)
    {
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        var code = await idp.Carrier.LastCodeToAsync(anna.Phone!);
        idp.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await browser.EnterCodeAsync(code);
        await idp.Simulators.Reports.IdleAsync();
    }

    private async Task AskAsync(Clinic clinic, string phone)
    {
        var anna = await idp.Given.WithPhoneAsync(await idp.Given.StaffAsync(clinic), number: phone);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        await idp.Carrier.MessagesAsync();
        await idp.Simulators.Reports.IdleAsync();
    }

    private async Task<Browser> AdminAsync(Clinic clinic)
    {
        var owner = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, Role.Owner)));
        var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, owner, $"/admin/{clinic.PracticeId}/delivery");
        return browser;
    }
}
