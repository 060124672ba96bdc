using System.Security.Cryptography;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.SignIn.Passkeys;

/// <summary>Answers that must open nothing, each changed in one way from an answer that would.</summary>
public class PasskeyAttackTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Refused = "This passkey did not work here. Try another one, or sign in another way.";
    private const string TooLate = "That took too long, or was sent twice. Try again.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Lies => [.. LiesByName.Keys];

    private static readonly Dictionary<string, Action<SoftwareAuthenticator, Uri>> LiesByName = new(StringComparer.Ordinal)
    {
        ["another origin"] = (device, _) => device.Origin = "https://id.lakesidehealth.example.evil.example",
        ["the same host on another port"] = (device, issuer) => device.Origin = $"http://{issuer.Host}:1",
        ["the same host with another scheme"] = (device, issuer) => device.Origin = $"https://{issuer.Authority}",
        ["an origin with a path"] = (device, issuer) => device.Origin = issuer.ToString(),
        ["a frame in another site's page"] = (device, _) => device.CrossOrigin = true,
        ["another site on top"] = (device, _) => device.TopOrigin = "https://evil.example",
        ["a passkey of another address"] = (device, _) => device.RpId = "evil.example",
        ["a holder who was not verified"] = (device, _) => device.IsUserVerified = false,
        ["a holder who was not there"] = (device, _) => device.IsUserPresent = false,
        ["the answer of a registration"] = (device, _) => device.SaysType = "webauthn.create",
        ["client data changed after it was signed"] = (device, _) => device.Tampers = data => data.Replace("\"crossOrigin\":false", "\"crossOrigin\":false,\"x\":1", StringComparison.Ordinal),
        ["a credential nobody has"] = (device, _) => device.CredentialId = RandomNumberGenerator.GetBytes(32),
        ["a handle nobody has"] = (device, _) => device.UserHandle = SoftwareAuthenticator.Encode(RandomNumberGenerator.GetBytes(43)),
        ["no handle"] = (device, _) => device.UserHandle = null,
        ["another key"] = (device, _) => device.NewKey(),
    };

    [Theory, MemberData(nameof(Lies))]
    public async Task An_answer_with_one_thing_wrong_opens_nothing_and_all_are_answered_alike(string lie)
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync("/account");
        LiesByName[lie](device, idp.Issuer);

        var page = await browser.UsePasskeyAsync(device);

        page.Says(Refused);
        Assert.Equal("/sign-in/passkey", page.Path);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task An_answer_counts_once()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync("/account");
        var asked = await browser.AskForPasskeyAsync();
        device.IsUserVerified = false;
        await browser.AnswerAsync(asked, device.Get(asked.Options));
        device.IsUserVerified = true;

        // The first answer was worth nothing, and its challenge is gone all the same.
        var page = await browser.AnswerAsync(asked, device.Get(asked.Options));

        page.Says(TooLate);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task An_answer_caught_in_one_sign_in_is_worth_nothing_in_another()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna);
        using var annas = idp.OpenBrowser();
        using var thiefs = idp.OpenBrowser();
        await annas.GoToAsync("/account");
        await thiefs.GoToAsync("/account");
        var asked = await annas.AskForPasskeyAsync();
        var mine = await thiefs.AskForPasskeyAsync();
        var caught = device.Get(asked.Options);

        // With Anna's own challenge, and in the place of an answer to the thief's.
        (await thiefs.AnswerAsync(asked, caught)).Says(TooLate);
        (await thiefs.AnswerAsync(mine, caught)).Says(Refused);

        Assert.False(await thiefs.IsSignedInAsync());
    }

    [Fact]
    public async Task A_challenge_of_another_tabs_attempt_does_not_count_even_in_the_same_browser()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = idp.OpenBrowser();
        using var tab = browser.OpenTab();
        await browser.GoToAsync("/account");
        await tab.GoToAsync(idp.App.AuthorizeUrl());
        var asked = await tab.AskForPasskeyAsync();

        (await browser.AnswerAsync(asked, device.Get(asked.Options))).Says(TooLate);
    }

    [Fact]
    public async Task A_challenge_lives_five_minutes_and_not_a_moment_longer()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync("/account");
        var asked = await browser.AskForPasskeyAsync();
        idp.Clock.Advance(TimeSpan.FromMinutes(5));

        (await browser.AnswerAsync(asked, device.Get(asked.Options))).Says(TooLate);
    }

    [Fact]
    public async Task The_same_answer_sent_many_times_at_once_begins_one_session()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync("/account");
        var asked = await browser.AskForPasskeyAsync();
        var form = browser.FillAnswer(asked, device.Get(asked.Options));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => browser.FetchAsync(form.ToRequest())));

        await using var db = idp.Database.Open();
        Assert.Equal(1, await db.Sessions.CountAsync(s => s.UserId == anna.Id, Ct));
        Assert.DoesNotContain(answers, answer => (int)answer.StatusCode >= 500);
    }

    [Fact]
    public async Task A_removed_passkey_and_a_suspended_one_open_nothing()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var removed = await idp.GivePasskeyAsync(anna);
        using var suspended = await idp.GivePasskeyAsync(anna);
        await using (var db = idp.Database.Open())
        {
            await db.Passkeys.Where(p => p.CredentialId == removed.CredentialId).ExecuteUpdateAsync(set => set.SetProperty(p => p.RemovedAt, idp.Clock.GetUtcNow()), Ct);
            await db.Passkeys.Where(p => p.CredentialId == suspended.CredentialId).ExecuteUpdateAsync(set => set.SetProperty(p => p.DisabledAt, idp.Clock.GetUtcNow()), Ct);
        }

        using var browser = idp.OpenBrowser();
        await browser.GoToAsync("/account");

        (await browser.UsePasskeyAsync(removed)).Says(Refused);
        (await browser.UsePasskeyAsync(suspended)).Says(Refused);
    }

    [Fact]
    public async Task A_closed_account_is_not_opened_by_its_passkey()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna);
        await using (var db = idp.Database.Open())
        {
            await db.Users.Where(u => u.Id == anna.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DeactivatedAt, idp.Clock.GetUtcNow()), Ct);
        }

        using var browser = idp.OpenBrowser();
        await browser.GoToAsync("/account");

        (await browser.UsePasskeyAsync(device)).Says(Refused);
    }

    [Fact]
    public async Task A_copy_that_counts_fewer_uses_is_refused_and_the_owner_is_told()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna, count: 41, name: "Security key");
        using (var browser = idp.OpenBrowser())
        {
            await browser.GoToAsync("/account");
            await browser.UsePasskeyAsync(device);
            Assert.True(await browser.IsSignedInAsync());
        }

        device.Count = 41;
        using var thiefs = idp.OpenBrowser();
        await thiefs.GoToAsync("/account");
        (await thiefs.UsePasskeyAsync(device)).Says(Refused);

        Assert.False(await thiefs.IsSignedInAsync());
        Assert.Contains(await idp.Carrier.MessagesToAsync(anna.Email), m => m.Text.Contains("counted fewer uses than we have seen: Security key", StringComparison.Ordinal));
        Assert.Contains("passkey.counted-back", await idp.AuditTrailAsync(anna));

        // The count goes on from the highest that was seen, so the owner's own device is not shut out.
        (await thiefs.UsePasskeyAsync(device)).DoesNotSay(Refused);
    }

    [Fact]
    public async Task Of_two_devices_that_give_the_same_count_at_once_one_gets_in()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna, count: 7);
        var browsers = Enumerable.Range(0, 6).Select(_ => idp.OpenBrowser()).ToList();
        var forms = new List<FilledForm>();
        foreach (var browser in browsers)
        {
            await browser.GoToAsync("/account");
            var asked = await browser.AskForPasskeyAsync();
            device.Count = 7;
            forms.Add(browser.FillAnswer(asked, device.Get(asked.Options)));
        }

        await Task.WhenAll(browsers.Zip(forms, (browser, form) => browser.SendAsync(form)));

        await using var db = idp.Database.Open();
        Assert.Equal(1, await db.Sessions.CountAsync(s => s.UserId == anna.Id, Ct));
        browsers.ForEach(browser => browser.Dispose());
    }
}
