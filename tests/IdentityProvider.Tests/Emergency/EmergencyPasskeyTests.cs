using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Emergency;

/// <summary>B5: a passkey as the second proof of emergency access.</summary>
public class EmergencyPasskeyTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Row", "B5"), Trait("Row", "B7")]
    public async Task A_passkey_opens_without_envelope_and_phone_and_the_use_says_so()
    {
        var scene = await idp.EmergencyAsync();
        using var device = await idp.GivePasskeyAsync(scene.Person);
        await SwitchOnAsync(scene, methods: [Method.Text]);
        using var browser = idp.OpenBrowser();

        (await browser.EnterEmergencyAsync(scene.App, scene.Person)).Says("Open with your passkey for 60 minutes");
        await browser.UsePasskeyAsync(device);
        var tokens = await scene.App.RedeemAsync(browser.CallbackUrl);

        await using var db = idp.Database.Open();
        Assert.Equal("True", tokens.IdToken.Find("emergency"));
        Assert.Equal(ProofKind.Passkey, (await db.EmergencyAccesses.SingleAsync(access => access.UserId == scene.Person.Id, Ct)).Proof);
    }

    [Fact, Trait("Row", "B5")]
    public async Task Nobody_elses_passkey_and_no_answer_twice_opens_and_each_try_counts()
    {
        var scene = await idp.EmergencyAsync();
        using var own = await idp.GivePasskeyAsync(scene.Person);
        using var admins = await idp.GivePasskeyAsync(scene.Admin);
        using var browser = idp.OpenBrowser();
        await browser.EnterEmergencyAsync(scene.App, scene.Person);

        var asked = await browser.AskForPasskeyAsync();
        (await browser.AnswerAsync(asked, admins.Get(asked.Options))).Says("This passkey did not work here");
        var page = await browser.AnswerAsync(asked, own.Get(asked.Options));

        page.Says("This passkey did not work here");
        Assert.Equal("/emergency/prove", page.Path);
        await using var db = idp.Database.Open();
        Assert.False(await db.EmergencyAccesses.AnyAsync(access => access.UserId == scene.Person.Id, Ct));
        Assert.Equal(2, (await idp.AuditTrailAsync(scene.Person)).Count(name => name == "emergency.refused"));
    }

    [Fact, Trait("Row", "B5")]
    public async Task Who_is_named_at_two_clinics_says_with_the_passkey_which_one()
    {
        var (there, person) = await NamedAtTwoAsync();
        using var device = await idp.GivePasskeyAsync(person);
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync("/emergency");
        var page = await browser.SubmitAsync(new { person.Email, person.Password, EmergencyPages.Reason });
        page.Says($"Open {there.Name} with your passkey");
        var asked = await browser.AskForPasskeyAsync();
        await browser.SendAsync(browser.FillAnswer(asked, device.Get(asked.Options)) with { Action = ActionAt(page, there) });

        await using var db = idp.Database.Open();
        Assert.Equal(there.Id, (await db.EmergencyAccesses.SingleAsync(access => access.UserId == person.Id, Ct)).ClinicId);
    }

    [Fact, Trait("Row", "B5")]
    public async Task A_door_that_was_closed_meanwhile_opens_no_other_one()
    {
        var (there, person) = await NamedAtTwoAsync();
        using var device = await idp.GivePasskeyAsync(person);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync("/emergency");
        var page = await browser.SubmitAsync(new { person.Email, person.Password, EmergencyPages.Reason });
        var asked = await browser.AskForPasskeyAsync();
        await idp.Given.PolicyAsync(there, new ClinicPolicy());

        (await browser.SendAsync(browser.FillAnswer(asked, device.Get(asked.Options)) with { Action = ActionAt(page, there) })).Says("Choose the clinic.");

        await using var db = idp.Database.Open();
        Assert.False(await db.EmergencyAccesses.AnyAsync(access => access.UserId == person.Id, Ct));
    }

    [Fact, Trait("Row", "B5")]
    public async Task An_answer_that_opened_once_opens_nothing_in_another_attempt()
    {
        var scene = await idp.EmergencyAsync();
        using var device = await idp.GivePasskeyAsync(scene.Person);
        using var browser = idp.OpenBrowser();
        await browser.EnterEmergencyAsync(scene.App, scene.Person);
        var asked = await browser.AskForPasskeyAsync();
        var answer = device.Get(asked.Options);
        await browser.AnswerAsync(asked, answer);
        using var thief = idp.OpenBrowser();
        await thief.EnterEmergencyAsync(scene.App, scene.Person);

        (await thief.AnswerAsync(asked, answer)).Says("This passkey did not work here");

        await using var db = idp.Database.Open();
        Assert.Equal(1, await db.EmergencyAccesses.CountAsync(access => access.UserId == scene.Person.Id, Ct));
    }

    [Fact, Trait("Row", "B5")]
    public async Task Five_wrong_passkeys_bring_the_wait_that_five_wrong_codes_bring()
    {
        var scene = await idp.EmergencyAsync();
        using var own = await idp.GivePasskeyAsync(scene.Person);
        using var admins = await idp.GivePasskeyAsync(scene.Admin);
        using var browser = idp.OpenBrowser();
        await browser.EnterEmergencyAsync(scene.App, scene.Person);
        for (var i = 0; i < 5; i++)
        {
            await browser.UsePasskeyAsync(admins);
        }

        (await browser.UsePasskeyAsync(own)).Says("Too many wrong tries. Try again in 30 seconds.");

        await using var db = idp.Database.Open();
        Assert.False(await db.EmergencyAccesses.AnyAsync(access => access.UserId == scene.Person.Id, Ct));
    }

    [Fact, Trait("Row", "B5")]
    public async Task Who_has_no_passkey_is_not_asked_for_one()
    {
        var scene = await idp.EmergencyAsync();
        using var browser = idp.OpenBrowser();

        var page = await browser.EnterEmergencyAsync(scene.App, scene.Person);

        Assert.Empty(page.All("form[data-passkey]"));
    }

    // With the second of the two clinics.
    private async Task<(Clinic There, Person Person)> NamedAtTwoAsync()
    {
        var (here, there) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var person = await idp.Given.PersonAsync((here, Role.Staff), (there, Role.Staff));
        await SwitchOnAsync(here, person);
        await SwitchOnAsync(there, person);
        return (there, person);
    }

    private static Uri ActionAt(Page page, Clinic clinic) => new(page.Url, page.All("form[data-passkey]").Select(form => form.GetAttribute("action")!)
        .Single(action => action.Contains($"{clinic.Id}", StringComparison.Ordinal)));

    private Task SwitchOnAsync(EmergencyScene scene, Method[] methods) => idp.Given.PolicyAsync(scene.Clinic, new ClinicPolicy
    {
        EmergencyAccess = true,
        EmergencyUsers = [scene.Person.Id],
        StaffMethods = [.. methods],
    });

    private Task SwitchOnAsync(Clinic clinic, Person person) =>
        idp.Given.PolicyAsync(clinic, new ClinicPolicy { EmergencyAccess = true, EmergencyUsers = [person.Id] });
}
