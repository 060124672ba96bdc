using IdentityProvider.Clinics;
using IdentityProvider.Delivery.Lookup;
using IdentityProvider.Dev.Carriers;
using IdentityProvider.Limits;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Phones;

/// <summary>What the carrier knows of a number decides what may be sent there; what it does not know decides nothing.</summary>
public sealed class PhoneLineTests(IdpHost idp) : IClassFixture<IdpHost>, IDisposable
{
    [Fact]
    [Trait("Row", "PF3")]
    public async Task A_landline_is_told_to_choose_the_call_and_is_verified_by_it()
    {
        using var browser = idp.OpenBrowser();
        var person = await AtThePhonePageAsync(browser);

        var page = await browser.SubmitAsync(new { Method = "Text", Phone = "(218) 555-0180" });
        page.ShowsProblem("Phone", "This number is a landline and cannot take texts. Choose the voice call, or use a cell phone.");
        page = await browser.SubmitAsync(new { Method = "Voice", Phone = "(218) 555-0180" });
        page.DoesNotSay("Text me instead");
        await browser.SubmitAsync(new { Digits = await idp.Carrier.LastCodeToAsync("+12185550180") });

        (await browser.KeepFirstCodesAsync()).Says("Your recovery codes are ready");
        Assert.Equal(LineType.Landline, await LineOfAsync(person));
    }

    [Fact]
    [Trait("Row", "PF3")]
    public async Task A_landline_on_file_is_called_at_sign_in_and_never_texted()
    {
        using var browser = idp.OpenBrowser();
        var person = await AtThePhonePageAsync(browser);
        await browser.SubmitAsync(new { Method = "Voice", Phone = "(320) 555-0180" });
        await browser.SubmitAsync(new { Digits = await idp.Carrier.LastCodeToAsync("+13205550180") });
        await browser.KeepFirstCodesAsync();
        using var other = idp.OpenBrowser();

        var page = await other.GivePasswordAsync(idp.App.AuthorizeUrl(), person);

        page.Says("Enter the code from our call");
        page.DoesNotSay("Text me instead");
        await other.EnterCodeAsync(await idp.Carrier.LastCodeToAsync("+13205550180"));
        Assert.NotNull(other.CallbackUrl);
    }

    [Theory]
    [Trait("Row", "PF4")]
    [InlineData("(218) 555-0182", "This is a toll-free number; codes cannot go there. Use your own number.")]
    [InlineData("(218) 555-0183", "This is a paid-service number; codes cannot go there. Use your own number.")]
    [InlineData("(218) 555-0184", "This is a pager; codes cannot go there. Use a phone.")]
    public async Task A_line_that_codes_cannot_go_to_is_refused_with_the_reason(string number, string reason)
    {
        using var browser = idp.OpenBrowser();
        await AtThePhonePageAsync(browser);

        (await browser.SubmitAsync(new { Method = "Voice", Phone = number })).ShowsProblem("Phone", reason);
    }

    [Theory]
    [Trait("Row", "PF4")]
    [InlineData("+12185550181")]
    [InlineData("+12185550185")]
    [InlineData("+12185550186")]
    [InlineData("+12185550187")]
    [InlineData("+12185550188")]
    public async Task An_internet_phone_an_unknown_line_and_a_look_up_in_trouble_are_allowed_and_the_code_decides(string number)
    {
        using var browser = idp.OpenBrowser();
        await AtThePhonePageAsync(browser);

        await browser.SubmitAsync(new { Method = "Text", Phone = number });
        await browser.SubmitAsync(new { Digits = await idp.Carrier.LastCodeToAsync(number) });

        (await browser.KeepFirstCodesAsync()).Says("Your recovery codes are ready");
    }

    [Fact]
    [Trait("Row", "PF4")]
    public async Task A_clinic_that_takes_no_internet_phones_refuses_them_on_the_account_page_and_at_sign_in()
    {
        var clinic = await idp.Given.ClinicAsync(new ClinicPolicy { RefuseVoip = true });
        var person = await idp.Given.StaffAsync(clinic);
        const string reason = "This is an internet phone, and your clinic does not accept those. Use a cell phone or a landline.";
        using var account = idp.OpenBrowser();
        await account.SignInAsync(person, "/account/phone");
        (await account.SubmitAsync(new { Method = "Voice", Phone = "(218) 555-0181" })).ShowsProblem("Phone", reason);

        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), person);
        (await browser.SubmitAsync(new { Method = "Text", Phone = "(218) 555-0181" })).ShowsProblem("Phone", reason);
    }

    [Fact]
    public async Task Numbers_typed_all_day_are_not_all_asked_about()
    {
        using var browser = idp.OpenBrowser();
        var person = await AtThePhonePageAsync(browser);
        var limit = new SendBudgetOptions().UserLookups.Limit;
        await using var db = idp.Database.Open();
        var (slice, subject) = (new SendBudgetOptions().PerUserLookup.SliceOf(idp.Clock.GetUtcNow()), person.Id.ToString("N"));
        await db.Database.ExecuteSqlAsync(
            $"insert into send_counts (budget, subject, slice, sends) values ('user-lookups-day', {subject}, {slice}, {limit})", TestContext.Current.CancellationToken);

        // A landline that nobody is asked about passes as unknown.
        var page = await browser.SubmitAsync(new { Method = "Text", Phone = "(507) 555-0180" });

        Assert.Equal("/account/phone/code", page.Path);
    }

    [Fact]
    [Trait("Row", "PF6")]
    public async Task Trouble_of_ours_and_trouble_of_the_number_are_two_different_messages_and_each_says_what_to_do()
    {
        using var browser = idp.OpenBrowser();
        await AtThePhonePageAsync(browser);

        // What another test left waiting goes out first: the refusal is for this text.
        await idp.Carrier.MessagesAsync();
        idp.Simulators.Script.Next(Carrier.VonageMessages, new Mood.Refusing(503));
        await browser.SubmitAsync(new { Method = "Text", Phone = "(218) 555-0161" });
        await idp.Carrier.MessagesAsync();
        var page = await browser.ReloadAsync();
        page.Says("We temporarily cannot verify your phone");
        page.Says("Your number is fine. We keep trying; you can also choose another way.");

        await browser.GoToAsync("/account/phone");
        await browser.SubmitAsync(new { Method = "Text", Phone = "(218) 555-0193" });
        await idp.Carrier.MessagesAsync();
        page = await browser.ReloadAsync();
        page.Says("We are unable to verify this number");
        page.Says("Choose another way, or use another number.");
    }

    [Fact]
    [Trait("Row", "PF17")]
    public async Task The_phone_page_advises_and_loads_nothing_from_elsewhere()
    {
        using var browser = idp.OpenBrowser();
        await AtThePhonePageAsync(browser);
        var page = browser.Page;

        page.Says("A cell phone that you carry is best.");
        page.Says("For a landline or an internet phone, choose the voice call.");
        page.Says("A text can take up to 10 minutes. Standard message rates apply.");
        Assert.DoesNotContain("src=\"http", page.Body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href=\"http", page.Body, StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose() => idp.Simulators.Script.Reset();

    private async Task<Person> AtThePhonePageAsync(Browser browser)
    {
        var person = await idp.Given.PersonAsync((await idp.Given.ClinicAsync(), Role.Staff));
        await browser.SignInAsync(person, "/account/phone");
        return person;
    }

    private async Task<LineType?> LineOfAsync(Person person)
    {
        await using var db = idp.Database.Open();
        return await db.UserPhones.Where(p => p.UserId == person.Id && p.RemovedAt == null).Select(p => p.Line).SingleAsync(TestContext.Current.CancellationToken);
    }
}
