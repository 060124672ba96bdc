using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityProvider.BrowserTests.Journeys;

/// <summary>Passkeys in a real browser, whose authenticator Chromium plays (WebAuthn's own automation).</summary>
public class PasskeyTests(Chromium chromium, Demo demo)
{
    [Fact, Trait("Row", "B7")]
    public async Task A_newcomer_makes_a_passkey_signs_in_with_it_alone_and_removes_it()
    {
        await using var nia = await Visitor.ArriveAsync(chromium, demo, await demo.NewcomerAsync(Practices.Lakeside.Id));
        await using var authenticator = await Authenticator.AttachAsync(nia.Page);
        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.Profile.ArriveAsync("/sign-in/set-up", "set-up");
        await nia.Page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey instead" }).ClickAsync();
        await nia.Profile.ArriveAsync("/sign-in/set-up/passkey", "make-passkey");

        // The holder is not the one the device knows: the page says what happened, and the next try works.
        await authenticator.KnowsItsHolderAsync(false);
        await nia.Page.GetByRole(AriaRole.Button, new() { Name = "Make a passkey" }).ClickAsync();
        await Expect(nia.Page.Locator("[data-passkey-problem]")).ToContainTextAsync("The passkey was not used");
        await nia.Profile.LookAsync("make-passkey-stopped");
        await authenticator.KnowsItsHolderAsync(true);
        await nia.Page.GetByRole(AriaRole.Button, new() { Name = "Make a passkey" }).ClickAsync();
        await nia.DecideOnTrustAsync(remember: false);
        await nia.KeepRecoveryCodesAsync();
        await nia.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Passkey");
        await nia.Ehr.SignOutAsync();

        // The browser lists the passkey in the field for the address; the authenticator that is played picks it at once.
        await nia.Ehr.OpenAsync();
        await nia.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Passkey");
        await nia.Ehr.SignOutAsync();

        await RemoveAsync(nia, authenticator);
    }

    [Fact]
    public async Task After_the_password_the_passkey_is_used_on_a_phone_and_trust_is_offered()
    {
        await using var nia = await Visitor.ArriveAsync(chromium, demo, await demo.NewcomerAsync(Practices.Lakeside.Id), Device.Phone);
        await using var authenticator = await Authenticator.AttachAsync(nia.Page);
        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.Profile.ArriveAsync("/sign-in/set-up", "set-up");
        await nia.Page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey instead" }).ClickAsync();
        await nia.Page.GetByRole(AriaRole.Button, new() { Name = "Make a passkey" }).ClickAsync();
        await nia.DecideOnTrustAsync(remember: false);
        await nia.KeepRecoveryCodesAsync();
        await nia.Profile.ArriveAsync("/schedule", "ehr-schedule");
        await nia.Page.GetByRole(AriaRole.Link, new() { Name = nia.Person.Name }).ClickAsync();
        await nia.Ehr.SignOutAsync();

        await authenticator.IsTouchedAsync(false);
        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.Profile.ArriveAsync("/sign-in/passkey", "passkey-second");
        await nia.ExpectNoSidewaysScrollingAsync();
        await authenticator.IsTouchedAsync(true);
        await nia.Page.GetByRole(AriaRole.Button, new() { Name = "Use your passkey" }).ClickAsync();
        await nia.DecideOnTrustAsync(remember: true);

        await nia.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Passkey");
    }

    // The last factor that the clinic demands stays; with a second one on file the first may go.
    private async Task RemoveAsync(Visitor nia, Authenticator authenticator)
    {
        await nia.Page.GotoAsync($"{demo.Data.Issuer}/account/passkeys");
        await nia.Profile.ArriveAsync("/account/passkeys", "passkeys");
        await nia.Page.GetByRole(AriaRole.Link, new() { Name = "Change" }).ClickAsync();
        await nia.Profile.ArriveAsync("/account/passkeys/edit", "passkey-last");
        await Expect(nia.Page.GetByText("This is your last second step")).ToBeVisibleAsync();

        await authenticator.ReplaceAsync();
        await nia.Page.GotoAsync($"{demo.Data.Issuer}/account/passkeys/new");
        await nia.Profile.ArriveAsync("/account/passkeys/new", "new-passkey");
        await nia.Page.GetByRole(AriaRole.Button, new() { Name = "Make a passkey" }).ClickAsync();
        await nia.Profile.ArriveAsync("/account/passkeys", "passkeys-two");
        await Expect(nia.Page.GetByText("The passkey was added")).ToBeVisibleAsync();

        await nia.Page.GetByRole(AriaRole.Link, new() { Name = "Change" }).First.ClickAsync();
        await nia.Profile.ArriveAsync("/account/passkeys/edit", "passkey-edit");
        await nia.Page.GetByRole(AriaRole.Button, new() { Name = "Remove this passkey" }).ClickAsync();
        await nia.Profile.ArriveAsync("/account/passkeys", "passkeys-removed");
        await Expect(nia.Page.GetByText("The passkey was removed")).ToBeVisibleAsync();
    }

    /// <summary>Chromium's virtual authenticator: a platform one that keeps discoverable passkeys and can verify its holder.</summary>
    private sealed class Authenticator : IAsyncDisposable
    {
        private readonly ICDPSession _devTools;
        private string _id = "";

        private Authenticator(ICDPSession devTools) => _devTools = devTools;

        public static async Task<Authenticator> AttachAsync(IPage page)
        {
            var authenticator = new Authenticator(await page.Context.NewCDPSessionAsync(page));
            await authenticator._devTools.SendAsync("WebAuthn.enable", new() { ["enableUI"] = false });
            await authenticator.AddAsync();
            return authenticator;
        }

        /// <summary>Whether the finger or the face is the right one.</summary>
        public Task KnowsItsHolderAsync(bool known) => SetAsync("WebAuthn.setUserVerified", "isUserVerified", known);

        /// <summary>Whether somebody touches it as soon as it is asked.</summary>
        public Task IsTouchedAsync(bool touched) => SetAsync("WebAuthn.setAutomaticPresenceSimulation", "enabled", touched);

        /// <summary>Another device takes its place, with no passkey on it.</summary>
        public async Task ReplaceAsync()
        {
            await DisposeAsync();
            await AddAsync();
        }

        public async ValueTask DisposeAsync() =>
            await _devTools.SendAsync("WebAuthn.removeVirtualAuthenticator", new() { ["authenticatorId"] = _id });

        private async Task AddAsync()
        {
            var added = await _devTools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2",
                    ["ctap2Version"] = "ctap2_1",
                    ["transport"] = "internal",
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = true,
                    ["isUserVerified"] = true,
                    ["automaticPresenceSimulation"] = true,
                },
            });
            _id = added!.Value.GetProperty("authenticatorId").GetString()!;
        }

        private async Task SetAsync(string command, string name, bool value) =>
            await _devTools.SendAsync(command, new() { ["authenticatorId"] = _id, [name] = value });
    }
}
