using IdentityProvider.Clinics;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Account;

/// <summary>Product row TA9 and "Phones" of the sign-in rules.</summary>
public class PhonePageTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Old = "+12185550130";
    private const string New = "+12185550131";

    [Fact]
    public async Task The_first_phone_is_added_with_the_password_and_counts_once_its_code_is_typed()
    {
        using var browser = idp.OpenBrowser();
        var person = await SignedInAsync(browser);

        await browser.SubmitAsync(new { Method = "Text", Phone = "(218) 555-0130" });
        Assert.Empty(await VerifiedAsync(person));
        await browser.SubmitAsync(new { Digits = await idp.Carrier.LastCodeToAsync(Old) });
        Assert.Equal(["0130"], await VerifiedAsync(person));
        var page = await browser.KeepFirstCodesAsync();

        page.Says("Your recovery codes are ready");
        page.Says("10 of 10 left");
        page.Says("(•••) •••-0130");
    }

    [Fact]
    [Trait("Row", "TA9")]
    public async Task Another_phone_needs_a_code_to_the_one_on_file_and_the_old_number_and_the_address_are_told()
    {
        using var browser = idp.OpenBrowser();
        var person = await SignedInAsync(browser);
        await AddAsync(browser, Old);
        await browser.KeepFirstCodesAsync();
        idp.Clock.Advance(TimeSpan.FromMinutes(11));

        var page = await browser.GoToAsync("/account/phone");
        Assert.Equal("/sign-in/password", page.Path);
        page = await browser.SubmitAsync(new { person.Password });
        Assert.Equal("/sign-in/code", page.Path);
        await browser.SubmitAsync(new { Digits = await idp.Carrier.LastCodeToAsync(Old) });
        await AddAsync(browser, New);
        browser.Page.Says("Your verification phone is saved");

        Assert.Equal(["0131"], await VerifiedAsync(person));
        Assert.Contains(await idp.Carrier.MessagesToAsync(Old), message => message.Text.StartsWith("Another phone now gets", StringComparison.Ordinal));
        Assert.Contains(await idp.Carrier.MessagesToAsync(person.Email), message => message.Text.Contains("0131", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Row", "PF4")]
    public async Task A_number_outside_the_plan_is_refused_with_the_reason_and_what_was_typed_stays()
    {
        using var browser = idp.OpenBrowser();
        await SignedInAsync(browser);

        var page = await browser.SubmitAsync(new { Method = "Text", Phone = "416 555 2671" });

        page.ShowsProblem("Phone", "This number is in Canada. Use a US number.");
        Assert.Equal("416 555 2671", page.One("#Phone").GetAttribute("value"));
    }

    [Fact]
    public async Task A_wrong_code_leaves_the_phone_pending()
    {
        using var browser = idp.OpenBrowser();
        var person = await SignedInAsync(browser);
        await browser.SubmitAsync(new { Method = "Text", Phone = "+12185550132" });

        var page = await browser.SubmitAsync(new { Digits = await idp.Carrier.WrongCodeForAsync("+12185550132") });

        page.ShowsProblem("Digits", "This code does not match. Check the last message; 4 tries are left.");
        Assert.Empty(await VerifiedAsync(person));
    }

    [Fact]
    public async Task The_pending_phone_of_somebody_else_leads_nowhere()
    {
        using var browser = idp.OpenBrowser();
        await SignedInAsync(browser);
        var theirs = (await browser.SubmitAsync(new { Method = "Text", Phone = "+12185550133" })).Url;
        using var stranger = idp.OpenBrowser();
        await SignedInAsync(stranger);

        var page = await stranger.GoToAsync(theirs.PathAndQuery);

        Assert.Equal("/account/phone", page.Path);
    }

    [Fact]
    [Trait("Row", "PF5")]
    public async Task A_text_that_takes_longer_than_the_step_up_lasts_still_finishes_the_change()
    {
        using var browser = idp.OpenBrowser();
        var person = await SignedInAsync(browser);
        await browser.SubmitAsync(new { Method = "Text", Phone = "+12185550140" });
        var late = await idp.Carrier.LastCodeToAsync("+12185550140");

        idp.Clock.Advance(TimeSpan.FromMinutes(11));
        var page = await browser.SubmitAsync(new { Digits = late });
        page.ShowsProblem("Digits", "That code had just expired. We sent you a new one.");
        page = await browser.SubmitAsync(new { Digits = await idp.Carrier.LastCodeToAsync("+12185550140") });

        // The phone is saved; the codes that come with the first one are shown to whoever has the password.
        Assert.Equal(["0140"], await VerifiedAsync(person));
        Assert.Equal("/sign-in/password", page.Path);
        await browser.SubmitAsync(new { person.Password });
        await browser.KeepFirstCodesAsync();
    }

    [Fact]
    public async Task A_number_entered_in_one_session_cannot_be_confirmed_in_another_that_proved_nothing_for_it()
    {
        using var browser = idp.OpenBrowser();
        var person = await SignedInAsync(browser);
        var page = await browser.SubmitAsync(new { Method = "Text", Phone = "+12185550141" });
        var theCodePage = page.Url.PathAndQuery;
        using var other = idp.OpenBrowser();
        await other.SignInAsync(person, "/account");

        page = await other.GoToAsync(theCodePage);

        Assert.Equal("/account/phone", page.Path);
        Assert.Empty(await VerifiedAsync(person));
    }

    [Fact]
    public async Task The_same_number_entered_in_two_tabs_at_once_is_one_phone()
    {
        using var browser = idp.OpenBrowser();
        var person = await SignedInAsync(browser);
        var form = browser.Fill(new { Method = "Text", Phone = "+12185550143" });

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => browser.FetchAsync(form.ToRequest())));

        Assert.All(answers, answer => Assert.Equal(System.Net.HttpStatusCode.Redirect, answer.StatusCode));
        await using var db = idp.Database.Open();
        Assert.Equal(1, await db.UserPhones.CountAsync(p => p.UserId == person.Id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_landline_that_is_replaced_is_told_by_a_call()
    {
        using var browser = idp.OpenBrowser();
        await SignedInAsync(browser);
        await browser.SubmitAsync(new { Method = "Voice", Phone = "+16125550180" });
        await browser.SubmitAsync(new { Digits = await idp.Carrier.LastCodeToAsync("+16125550180") });
        await browser.KeepFirstCodesAsync();
        await browser.GoToAsync("/account/phone");
        await AddAsync(browser, "+16125550131");

        Assert.Contains(await idp.Carrier.MessagesToAsync("+16125550180"), message => message.Channel == "voice" && message.Text.Contains("Another phone now gets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_number_cannot_recover_anything_for_a_day()
    {
        using var browser = idp.OpenBrowser();
        var person = await SignedInAsync(browser);
        await AddAsync(browser, "+12185550144");
        await using var db = idp.Database.Open();
        var phone = await db.UserPhones.SingleAsync(p => p.UserId == person.Id, TestContext.Current.CancellationToken);

        Assert.False(phone.CanRecover(idp.Clock.GetUtcNow()));
        Assert.False(phone.CanRecover(phone.VerifiedAt!.Value.AddHours(24).AddTicks(-1)));
        Assert.True(phone.CanRecover(phone.VerifiedAt!.Value.AddHours(24)));
    }

    private async Task<Person> SignedInAsync(Browser browser)
    {
        var person = await idp.Given.PersonAsync((await idp.Given.ClinicAsync(), Role.Staff));
        await browser.SignInAsync(person, "/account/phone");
        return person;
    }

    private async Task AddAsync(Browser browser, string phone)
    {
        await browser.SubmitAsync(new { Method = "Text", Phone = phone });
        await browser.SubmitAsync(new { Digits = await idp.Carrier.LastCodeToAsync(phone) });
    }

    private async Task<List<string>> VerifiedAsync(Person person)
    {
        await using var db = idp.Database.Open();
        return await db.UserPhones.Where(p => p.UserId == person.Id && p.VerifiedAt != null && p.RemovedAt == null)
            .Select(p => p.LastFour).ToListAsync(TestContext.Current.CancellationToken);
    }
}
