using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.SignIn;

/// <summary>Everything that can be wrong with a code, each told apart, each with the next thing to do.</summary>
public class EnterCodeTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task A_wrong_code_is_refused_with_the_tries_that_are_left_and_the_right_one_still_works()
    {
        var (browser, anna) = await SomeoneIsAskedForACodeAsync();

        var page = await browser.EnterCodeAsync(await idp.Carrier.WrongCodeForAsync(anna.Phone!));
        page.ShowsProblem("Digits", "This code does not match. Check the last message; 4 tries are left.");
        Assert.False(await browser.IsSignedInAsync());
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));

        Assert.NotNull(browser.CallbackUrl);
        Assert.Contains("code.refused", await idp.AuditTrailAsync(anna));
    }

    [Fact]
    public async Task After_five_wrong_tries_the_right_code_is_dead_and_a_new_one_works()
    {
        var (browser, anna) = await SomeoneIsAskedForACodeAsync();
        var right = await idp.Carrier.LastCodeToAsync(anna.Phone!);
        var form = browser.Fill(new { Digits = right });
        await TypeWrongCodesAsync(browser, anna, 5);

        var page = await browser.SendAsync(form);
        page.Says("This code cannot be used any more. Send a new one.");

        idp.Clock.Advance(TimeSpan.FromSeconds(31));
        await browser.AskForAnotherCodeAsync();
        var fresh = await idp.Carrier.LastCodeToAsync(anna.Phone!);
        await browser.EnterCodeAsync(fresh);
        Assert.NotNull(browser.CallbackUrl);
    }

    [Fact]
    public async Task Ten_wrong_codes_in_a_row_lock_typed_codes_for_a_while_and_a_new_attempt_does_not_help()
    {
        var (browser, anna) = await SomeoneIsAskedForACodeAsync();
        await TypeWrongCodesAsync(browser, anna, 5);
        idp.Clock.Advance(TimeSpan.FromSeconds(31));
        await browser.AskForAnotherCodeAsync();
        await TypeWrongCodesAsync(browser, anna, 5);
        Assert.Equal("/sign-in/locked", browser.Page.Path);
        using var other = idp.OpenBrowser();
        await other.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/locked", other.Page.Path);
        Assert.Contains("codes.locked", await idp.AuditTrailAsync(anna));
    }

    [Fact]
    [Trait("Row", "PF5")]
    public async Task A_code_that_comes_late_sends_a_fresh_one_at_once()
    {
        var (browser, anna) = await SomeoneIsAskedForACodeAsync();
        var late = await idp.Carrier.LastCodeToAsync(anna.Phone!);
        idp.Clock.Advance(TimeSpan.FromMinutes(10));

        var page = await browser.EnterCodeAsync(late);
        page.ShowsProblem("Digits", "That code had just expired. We sent you a new one.");
        var fresh = await idp.Carrier.LastCodeToAsync(anna.Phone!);
        await browser.EnterCodeAsync(fresh);

        Assert.NotNull(browser.CallbackUrl);
        Assert.Equal(2, (await idp.Carrier.MessagesToAsync(anna.Phone!)).Count);
    }

    [Fact]
    [Trait("Row", "EN5")]
    public async Task A_code_is_good_until_the_last_second_of_its_life()
    {
        var (browser, anna) = await SomeoneIsAskedForACodeAsync();
        var code = await idp.Carrier.LastCodeToAsync(anna.Phone!);
        idp.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));

        await browser.EnterCodeAsync(code);

        Assert.NotNull(browser.CallbackUrl);
    }

    [Fact]
    public async Task A_wrong_code_long_after_the_last_one_expired_is_told_that_it_has()
    {
        var (browser, anna) = await SomeoneIsAskedForACodeAsync();
        var wrong = await idp.Carrier.WrongCodeForAsync(anna.Phone!);
        idp.Clock.Advance(TimeSpan.FromMinutes(11));

        var page = await browser.EnterCodeAsync(wrong);

        page.ShowsProblem("Digits", "This code has expired. Send a new one.");
    }

    [Fact]
    [Trait("Row", "TA5")]
    [Trait("Row", "B6")]
    [Trait("Row", "PF5")]
    public async Task A_resend_repeats_the_digits_and_either_message_may_be_typed()
    {
        var (browser, anna) = await SomeoneIsAskedForACodeAsync();
        idp.Clock.Advance(TimeSpan.FromSeconds(31));

        await browser.AskForAnotherCodeAsync();
        var messages = await idp.Carrier.MessagesToAsync(anna.Phone!);

        Assert.Equal(2, messages.Count);
        Assert.Equal(messages[0].Code, messages[1].Code);
    }

    [Fact]
    public async Task Asking_again_too_early_is_no_error_and_sends_nothing()
    {
        var (browser, anna) = await SomeoneIsAskedForACodeAsync();

        var page = await browser.AskForAnotherCodeAsync();

        Assert.Equal("/sign-in/code", page.Path);
        Assert.DoesNotContain("Error", page.Title, StringComparison.Ordinal);
        Assert.Single(await idp.Carrier.MessagesToAsync(anna.Phone!));
    }

    [Fact]
    [Trait("Row", "TA5")]
    [Trait("Row", "B6")]
    public async Task A_call_instead_of_the_text_says_the_same_digits_and_the_call_is_what_counts()
    {
        var (browser, anna) = await SomeoneIsAskedForACodeAsync();
        await idp.Carrier.LastCodeToAsync(anna.Phone!);
        idp.Clock.Advance(TimeSpan.FromSeconds(31));

        await browser.SendAsync(browser.Page.FormOf("Send").With("way", "Voice"));
        var messages = await idp.Carrier.MessagesToAsync(anna.Phone!);
        Assert.Equal(["voice", "text"], messages.Select(m => m.Channel));
        Assert.Equal(messages[0].Code, messages[1].Code);
        await browser.EnterCodeAsync(messages[1].Code!);

        Assert.Equal(["pwd", "otp", "tel", "mfa"], (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Amr);
    }

    [Fact]
    public async Task A_code_that_was_used_is_worth_nothing_in_the_next_sign_in()
    {
        var (browser, anna) = await SomeoneIsAskedForACodeAsync();
        var used = await idp.Carrier.LastCodeToAsync(anna.Phone!);
        await browser.EnterCodeAsync(used);
        using var other = idp.OpenBrowser();
        await other.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        await idp.Carrier.LastCodeToAsync(anna.Phone!);

        await other.EnterCodeAsync(used);

        Assert.Equal("/sign-in/code", other.Page.Path);
        Assert.False(await other.IsSignedInAsync());
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("١٢٣٤٥٦")]
    public async Task What_has_not_the_shape_of_a_code_costs_no_try(string typed)
    {
        var (browser, anna) = await SomeoneIsAskedForACodeAsync();

        var page = await browser.EnterCodeAsync(typed);
        page.ShowsProblem("Digits", "Type the digits of the code, nothing else. No try was counted.");
        page = await browser.EnterCodeAsync(await idp.Carrier.WrongCodeForAsync(anna.Phone!));

        page.ShowsProblem("Digits", "This code does not match. Check the last message; 4 tries are left.");
    }

    [Fact]
    public async Task Spaces_dashes_and_a_leading_hash_are_forgiven()
    {
        var (browser, anna) = await SomeoneIsAskedForACodeAsync();
        var code = await idp.Carrier.LastCodeToAsync(anna.Phone!);

        await browser.EnterCodeAsync($" #{code[..3]}-{code[3..]} ");

        Assert.NotNull(browser.CallbackUrl);
    }

    [Fact]
    [Trait("Row", "B11")]
    public async Task In_Spanish_the_page_and_the_problem_are_Spanish()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser(language: "es");
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        var page = await browser.EnterCodeAsync(await idp.Carrier.WrongCodeForAsync(anna.Phone!));

        page.Says("Este código no coincide. Revise el último mensaje; quedan 4 intentos.");
    }

    private async Task<(Browser Browser, Person Anna)> SomeoneIsAskedForACodeAsync()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        var browser = idp.OpenBrowser();
        var page = await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/code", page.Path);
        return (browser, anna);
    }

    private async Task TypeWrongCodesAsync(Browser browser, Person person, int times)
    {
        var wrong = await idp.Carrier.WrongCodeForAsync(person.Phone!);
        for (var i = 0; i < times; i++)
        {
            await browser.EnterCodeAsync(wrong);
        }
    }
}
