using IdentityProvider.Clinics;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Admin.People;

/// <summary>The way of an admin to the pages about people.</summary>
internal static class PeoplePages
{
    public static string PeopleOf(Clinic clinic) => $"/admin/{clinic.PracticeId}/people";

    public static string PageOf(Clinic clinic, Person person, string? action = null) =>
        $"{PeopleOf(clinic)}/{person.Id}{(action is null ? "" : $"/{action}")}";

    /// <summary>An admin of the clinic, signed in with a second step, at its list of people.</summary>
    public static async Task<Browser> EnterConsoleAsync(this IdpHost idp, Clinic clinic, Role role = Role.Admin) =>
        await idp.EnterConsoleAsync(clinic, await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, role))));

    /// <summary>The same, by somebody a test knows, with a phone.</summary>
    public static async Task<Browser> EnterConsoleAsync(this IdpHost idp, Clinic clinic, Person admin)
    {
        var browser = idp.OpenBrowser();
        var page = await browser.SignInAsync(admin, PeopleOf(clinic));
        if (page.Path == "/sign-in/code")
        {
            page = await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(admin.Phone!));
        }

        Assert.Equal(PeopleOf(clinic), page.Path);
        return browser;
    }
}
