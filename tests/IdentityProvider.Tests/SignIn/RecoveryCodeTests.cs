using IdentityProvider.Factors;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.SignIn;

/// <summary>Ten codes for the day the phone is gone.</summary>
[Trait("Row", "B7")]
[Trait("Row", "PF7")]
public class RecoveryCodeTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task The_first_factor_brings_ten_codes_that_count_once_the_user_says_they_are_kept()
    {
        var (browser, nia) = await SetUpAsync();
        await browser.SubmitAsync(new { Remember = false });
        Assert.Equal("/sign-in/recovery-codes", browser.Page.Path);
        var codes = browser.Page.All(".recovery-codes code").Select(code => code.TextContent).ToList();
        Assert.Equal(10, codes.Distinct(StringComparer.Ordinal).Count());
        Assert.False(await browser.IsSignedInAsync());

        Assert.Equal(codes, (await browser.ReloadAsync()).All(".recovery-codes code").Select(code => code.TextContent));
        await browser.SubmitAsync(new { Saved = true });

        Assert.NotNull(browser.CallbackUrl);
        Assert.Contains("recovery-codes.made", await idp.AuditTrailAsync(nia));
        using var other = await ByRecoveryCodeAsync(nia, codes[3]);
        Assert.Equal(["pwd", "rcv", "mfa"], (await idp.App.RedeemAsync(other.CallbackUrl)).IdToken.Amr);
    }

    [Fact]
    public async Task Nobody_goes_on_without_saying_so()
    {
        var (browser, _) = await SetUpAsync();
        await browser.SubmitAsync(new { Remember = false });

        var page = await browser.SubmitAsync(new { Saved = "" });

        page.ShowsProblem("Saved", "Save or print the codes, then tick the box.");
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Codes_nobody_kept_are_shown_again_after_the_next_proof_and_to_nobody_before_it()
    {
        var (browser, nia) = await SetUpAsync();
        await browser.SubmitAsync(new { Remember = true });
        Assert.Equal("/sign-in/recovery-codes", browser.Page.Path);
        using var other = idp.OpenBrowser();
        await other.GivePasswordAsync(idp.App.AuthorizeUrl(), nia);
        Assert.Equal("/sign-in/code", other.Page.Path);
        await other.GoToAsync("/sign-in/recovery-codes" + other.Page.Url.Query);
        Assert.NotEqual("/sign-in/recovery-codes", other.Page.Path);

        await other.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(nia.Phone!));

        Assert.Equal("/sign-in/recovery-codes", other.Page.Path);
    }

    [Fact]
    public async Task The_codes_can_be_downloaded_while_they_are_shown_and_never_afterwards()
    {
        var (browser, _) = await SetUpAsync();
        await browser.SubmitAsync(new { Remember = false });
        var shown = browser.Page.One(".recovery-codes code").TextContent;
        var download = browser.Page.FormOf("File");

        using (var file = await browser.FetchAsync(download.ToRequest()))
        {
            Assert.Equal("recovery-codes.txt", file.Content.Headers.ContentDisposition?.FileName);
            Assert.Contains(shown, await file.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        await browser.SubmitAsync(new { Saved = true });
        using var late = await browser.FetchAsync(download.ToRequest());
        Assert.DoesNotContain(shown, await late.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await using var db = idp.Database.Open();
        Assert.All(await db.RecoveryCodeSets.Where(set => set.ConfirmedAt != null).ToListAsync(TestContext.Current.CancellationToken), set => Assert.Null(set.CodesEncrypted));
    }

    [Fact]
    public async Task Codes_made_in_another_tab_are_shown_before_anybody_says_they_are_kept()
    {
        var (browser, nia) = await SetUpAsync();
        await browser.SubmitAsync(new { Remember = false });
        var (before, download) = (browser.Page.One(".recovery-codes code").TextContent, browser.Page.FormOf("File"));
        await idp.WithAsync<IServiceProvider, int>(async services =>
        {
            await services.GetRequiredService<RecoveryCodes>().MakeAsync(nia.Id, TestContext.Current.CancellationToken);
            return await services.GetRequiredService<IdpDbContext>().SaveChangesAsync(TestContext.Current.CancellationToken);
        });

        using (var file = await browser.FetchAsync(download.ToRequest()))
        {
            Assert.Null(file.Content.Headers.ContentDisposition);
        }

        var page = await browser.SubmitAsync(new { Saved = true });
        page.ShowsProblem("Saved", "New codes were made meanwhile");
        Assert.NotEqual(before, page.One(".recovery-codes code").TextContent);
        Assert.False(await browser.IsSignedInAsync());
        await browser.SubmitAsync(new { Saved = true });
        Assert.NotNull(browser.CallbackUrl);
    }

    [Fact]
    public async Task A_code_works_once()
    {
        var (nia, codes) = await SomebodyAsync();
        Assert.NotNull((await ByRecoveryCodeAsync(nia, codes[0])).CallbackUrl);

        using var again = await ByRecoveryCodeAsync(nia, codes[0]);

        again.Page.ShowsProblem("Digits", "That is none of your codes, or it was used already. Type another one.");
        Assert.False(await again.IsSignedInAsync());
        Assert.NotNull((await ByRecoveryCodeAsync(nia, codes[1])).CallbackUrl);
    }

    [Fact]
    public async Task The_same_code_typed_in_many_browsers_at_once_opens_one_of_them()
    {
        var (nia, codes) = await SomebodyAsync();
        var browsers = new List<Browser>();
        for (var i = 0; i < 5; i++)
        {
            browsers.Add(await AtRecoveryCodeAsync(nia));
        }

        await Task.WhenAll(browsers.Select(browser => browser.EnterCodeAsync(codes[0])));

        Assert.Single(browsers, browser => browser.CallbackUrl is not null);
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task The_codes_of_another_user_open_nothing()
    {
        var (nia, _) = await SomebodyAsync();
        var (_, theirs) = await SomebodyAsync();

        using var browser = await ByRecoveryCodeAsync(nia, theirs[0]);

        Assert.Equal("/sign-in/recovery-code", browser.Page.Path);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Guesses_count_with_all_other_guesses()
    {
        var (nia, _) = await SomebodyAsync();
        using var browser = await AtRecoveryCodeAsync(nia);
        for (var i = 0; i < 10; i++)
        {
            await browser.EnterCodeAsync("0000-0000-0000-0000");
        }

        Assert.Equal("/sign-in/locked", browser.Page.Path);
    }

    [Fact]
    public async Task When_three_are_left_the_user_is_told_by_mail()
    {
        var (nia, codes) = await SomebodyAsync();
        for (var i = 0; i < 7; i++)
        {
            Assert.DoesNotContain(await idp.Carrier.MessagesToAsync(nia.Email), mail => mail.Text.Contains("Codes left", StringComparison.Ordinal));
            Assert.NotNull((await ByRecoveryCodeAsync(nia, codes[i])).CallbackUrl);
        }

        Assert.Contains(await idp.Carrier.MessagesToAsync(nia.Email), mail => mail.Text.Contains("Codes left: 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_recovery_code_never_makes_a_browser_trusted()
    {
        var (nia, codes) = await SomebodyAsync();
        using var browser = await AtRecoveryCodeAsync(nia);

        await browser.SendAsync(browser.Fill(new { Digits = codes[0] }).With("Remember", "true"));

        Assert.NotNull(browser.CallbackUrl);
        await using var db = idp.Database.Open();
        Assert.False(await db.TrustedDevices.AnyAsync(device => device.UserId == nia.Id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_step_cannot_be_reached_before_the_password_nor_without_codes()
    {
        var nia = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        await idp.WithAppAsync(nia);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        var query = browser.Page.Url.Query;
        Assert.Equal("/sign-in", (await browser.GoToAsync("/sign-in/recovery-code" + query)).Path);
        await browser.SubmitAsync(new { nia.Email });
        await browser.SubmitAsync(new { nia.Password });

        Assert.Equal("/sign-in/code", (await browser.GoToAsync("/sign-in/recovery-code" + query)).Path);
        await browser.UseAsync("AnotherWay");
        await browser.SendAsync(browser.Page.MainForm().With("Way", "RecoveryCode"));
        Assert.Equal("/sign-in/choose", browser.Page.Path);
    }

    private async Task<(Browser Browser, Person Nia)> SetUpAsync()
    {
        var phone = Given.NextPhone();
        var nia = await idp.Given.StaffAsync(await idp.Given.ClinicAsync()) with { Phone = phone };
        var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), nia);
        await browser.SubmitAsync(new { Method = "Text", Phone = phone });
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(phone));
        return (browser, nia);
    }

    private async Task<(Person Nia, IReadOnlyList<string> Codes)> SomebodyAsync()
    {
        var (nia, _) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync());
        return (nia, await idp.WithRecoveryCodesAsync(nia));
    }

    private async Task<Browser> AtRecoveryCodeAsync(Person person)
    {
        var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), person);
        await browser.UseAsync("AnotherWay");
        await browser.SubmitAsync(new { Way = "RecoveryCode" });
        Assert.Equal("/sign-in/recovery-code", browser.Page.Path);
        return browser;
    }

    private async Task<Browser> ByRecoveryCodeAsync(Person person, string code)
    {
        var browser = await AtRecoveryCodeAsync(person);
        await browser.EnterCodeAsync(code);
        return browser;
    }
}
