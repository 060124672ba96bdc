using IdentityProvider.Clinics;
using IdentityProvider.Tests.Admin.People;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.SignIn;

/// <summary>The ways of a lost phone: asked for at sign-in, approved in the console, set at the next sign-in.</summary>
internal sealed class PhoneResetWalk(IdpHost idp)
{
    public async Task<Page> AskAsync(Browser browser, Person person)
    {
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), person);
        browser.Page.Says("Ask for a new phone");
        return await AskFromHereAsync(browser);
    }

    public static async Task<Page> AskFromHereAsync(Browser browser)
    {
        await browser.GoToAsync($"/sign-in/phone-reset{browser.Page.Url.Query}");
        return await browser.SubmitAsync(new { Reason = "I left my phone on the bus." });
    }

    public static async Task ApproveAsync(Browser admin, Clinic clinic, Person person)
    {
        await admin.GoToAsync(PeoplePages.PageOf(clinic, person, "reset-phone"));
        var page = await admin.SubmitAsync(new { Reason = "Came to the front desk and showed a badge." });
        page.Says("The phone reset is decided");
    }

    public async Task ApproveUnaskedAsync(Clinic clinic, Person person)
    {
        using var admin = await idp.EnterConsoleAsync(clinic);
        await ApproveAsync(admin, clinic, person);
    }

    public async Task<(Person Person, Clinic Clinic)> ApprovedAsync()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        await ApproveUnaskedAsync(clinic, anna);
        return (anna, clinic);
    }

    public async Task<(Person Person, string Number)> ApprovedAndUsedAsync()
    {
        var (anna, _) = await ApprovedAsync();
        return (anna, await SetNewPhoneAsync(anna));
    }

    public async Task<string> SetNewPhoneAsync(Person person)
    {
        var number = Given.NextPhone();
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), person);
        await browser.SubmitAsync(new { Method = "Text", Phone = number });
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(number));
        await browser.DeclineTrustAsync();
        Assert.NotNull(browser.CallbackUrl);
        return number;
    }

    public async Task<IReadOnlyList<string>> TextsToAsync(string phone) =>
        [.. (await idp.Carrier.MessagesToAsync(phone)).Where(message => message.Channel == "text").Select(message => message.Text)];

    public async Task<IReadOnlyList<string>> SubjectsToAsync(Person person) =>
        [.. (await idp.Carrier.MessagesToAsync(person.Email)).Select(message => message.Subject!)];

    public async Task<List<string>> PhonesOfAsync(Person person)
    {
        await using var db = idp.Database.Open();
        return await db.UserPhones.Where(p => p.UserId == person.Id && p.VerifiedAt != null && p.RemovedAt == null).Select(p => p.LastFour).ToListAsync(TestContext.Current.CancellationToken);
    }
}
