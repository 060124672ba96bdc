using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;

namespace IdentityProvider.BrowserTests.Journeys;

/// <summary>The first sign-in at a clinic that wants a second step: it is set up on the way, and the app still gets its user.</summary>
public class FirstSignInTests(Chromium chromium, Demo demo)
{
    [Fact]
    [Trait("Row", "PF1")]
    public async Task A_newcomer_sets_up_texts_and_reaches_the_EHR()
    {
        await using var nia = await Visitor.ArriveAsync(chromium, demo, await demo.NewcomerAsync(Practices.Lakeside.Id));

        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.ChooseToGetCodesByAsync("Text");
        await nia.EnterCodeAsync(await nia.ReceiveCodeAsync("text"));
        await nia.DecideOnTrustAsync(remember: false);
        await nia.KeepRecoveryCodesAsync();

        await nia.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Password and a code by text message");
    }

    [Fact]
    [Trait("Row", "PF3")]
    public async Task A_newcomer_with_a_landline_sets_up_calls()
    {
        await using var nia = await Visitor.ArriveAsync(chromium, demo, await demo.NewcomerAsync(Practices.Lakeside.Id));

        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.ChooseToGetCodesByAsync("Voice");
        await nia.EnterCodeAsync(await nia.ReceiveCodeAsync("voice"));
        await nia.DecideOnTrustAsync(remember: false);
        await nia.KeepRecoveryCodesAsync();

        await nia.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Password and a code by voice call");
    }

    [Fact]
    [Trait("Row", "EN4")]
    public async Task A_newcomer_without_a_phone_sets_up_mail_where_the_clinic_allows_it()
    {
        await using var nia = await Visitor.ArriveAsync(chromium, demo, await demo.NewcomerAsync(Practices.CedarGrove.Id));

        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.ChooseToGetCodesByAsync("Email");
        await nia.EnterCodeAsync(await nia.ReceiveCodeAsync("email"));
        await nia.KeepRecoveryCodesAsync();

        // Cedar Grove asks at every sign-in, so there is no trust to offer.
        await nia.Ehr.ExpectScheduleAsync(Practices.CedarGrove.Name, "Password and a code by e-mail");
    }

    [Fact]
    [Trait("Row", "EN6")]
    public async Task A_patient_needs_the_password_alone()
    {
        await using var pat = await Visitor.ArriveAsync(chromium, demo, Person.Pat);

        await pat.Portal.OpenAsync();
        await pat.EnterEmailAndPasswordAsync();

        await pat.Portal.ExpectAppointmentAsync(Practices.Lakeside.Name, "your password");
        Assert.Equal(0, await pat.CountCodesAsync());
    }
}
