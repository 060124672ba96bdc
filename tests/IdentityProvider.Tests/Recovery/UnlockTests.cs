using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Recovery;

/// <summary>Strangers' wrong passwords make people wait. A link in the owner's mailbox gets past that, and past nothing else.</summary>
public class UnlockTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    [Trait("Row", "PF15")]
    public async Task An_unlock_link_gets_past_the_wait_and_the_password_and_the_code_are_asked_for_all_the_same()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        await GuessAsync(anna, 6);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        browser.Page.ShowsProblem("Password", "Too many wrong passwords.");

        await browser.PressAsync("Get an unlock link");
        await browser.SubmitAsync(new { anna.Email });
        browser.Page.Says("an unlock link is on its way");
        await browser.FollowLinkAsync(idp, anna.Email);
        Assert.Equal("/sign-in/password", browser.Page.Path);
        Assert.False(await browser.IsSignedInAsync());
        await browser.SubmitAsync(new { anna.Password });

        Assert.Equal("/sign-in/code", browser.Page.Path);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        Assert.NotNull(browser.CallbackUrl);
    }

    [Fact]
    public async Task A_password_that_was_switched_off_works_again_with_an_unlock_link()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        await GuessAsync(anna, 101);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        browser.Page.ShowsProblem("Password", "switched off");

        await browser.AskForLinkAsync(anna.Email, unlock: true);
        await browser.FollowLinkAsync(idp, anna.Email);
        await browser.SubmitAsync(new { anna.Password });

        Assert.Equal("/sign-in/code", browser.Page.Path);
    }

    [Fact]
    public async Task Strangers_who_go_on_guessing_do_not_delay_whoever_used_the_link()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync(anna.Email, unlock: true);
        await browser.FollowLinkAsync(idp, anna.Email);

        await GuessAsync(anna, 6);
        await browser.SubmitAsync(new { anna.Password });

        Assert.Equal("/sign-in/code", browser.Page.Path);
    }

    [Fact]
    public async Task An_unlock_link_opens_no_reset_and_a_reset_link_unlocks_nothing()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync(anna.Email, unlock: true);
        var unlock = await idp.LastLinkToAsync(anna.Email);
        await browser.AskForLinkAsync(anna.Email);
        var reset = await idp.LastLinkToAsync(anna.Email);

        await browser.GoToAsync(unlock.Replace("/recover/unlock/link", "/recover/link", StringComparison.Ordinal));
        browser.Page.Says("This link does not work any more");
        await browser.GoToAsync(reset.Replace("/recover/link", "/recover/unlock/link", StringComparison.Ordinal));
        browser.Page.Says("This link does not work any more");
        await browser.GoToAsync(reset.Replace("/recover/link", "/recover/not-me", StringComparison.Ordinal));
        browser.Page.Says("This link does not work any more");
    }

    [Fact]
    public async Task Known_and_unknown_addresses_get_the_same_answer()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();

        var known = await browser.AskForLinkAsync(anna.Email, unlock: true);
        var unknown = await browser.AskForLinkAsync("nobody.here@clinic.example", unlock: true);

        Assert.Equal((known.Status, known.Url, known.Text), (unknown.Status, unknown.Url, unknown.Text));
        Assert.Null(RecoveryPages.LinkIn(Assert.Single(await idp.Carrier.MessagesToAsync("nobody.here@clinic.example"))));
    }

    // Each from where the wait does not hold any more.
    private async Task GuessAsync(Person person, int times)
    {
        using var stranger = idp.OpenBrowser();
        await stranger.GoToAsync(idp.App.AuthorizeUrl());
        await stranger.SubmitAsync(new { person.Email });
        for (var i = 0; i < times; i++)
        {
            if (i >= 5 && i < times - 1)
            {
                idp.Clock.Advance(TimeSpan.FromHours(1));
                await stranger.GoToAsync(idp.App.AuthorizeUrl());
                await stranger.SubmitAsync(new { person.Email });
            }

            await stranger.SubmitAsync(new { Password = $"guess number {i}" });
        }
    }
}
