using System.Net;
using IdentityProvider.Devices;
using IdentityProvider.Protocol;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Account;

public class AccountPagesTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task The_overview_shows_what_the_clinic_asks()
    {
        using var browser = idp.OpenBrowser();
        var clinic = await idp.Given.ClinicAsync(name: "Birch <Street> Clinic");
        var person = await idp.Given.StaffAsync(clinic);

        var page = await browser.SignInAsync(person, "/account");

        Assert.Equal("/account", page.Path);
        page.Says($"Signed in as {person.Email}");
        page.Says("Birch <Street> Clinic");
        page.Says("A second step on every browser it does not know.");
        Assert.Empty(page.All("street"));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_says_so()
    {
        using var browser = idp.OpenBrowser();
        var person = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        await browser.SignInAsync(person, "/account");

        var page = await browser.PressAsync("Sign out");

        page.Says("You are signed out");
        Assert.False(await browser.IsSignedInAsync());
        await using var db = idp.Database.Open();
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Name == "session.ended" && e.UserId == person.Id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_chosen_language_stays_on_the_browser_and_on_the_account()
    {
        using var browser = idp.OpenBrowser();
        var person = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        await browser.SignInAsync(person, "/account");

        var page = await browser.PressAsync("Español");

        Assert.Equal("/account", page.Path);
        page.Says("Su seguridad");
        await using var db = idp.Database.Open();
        Assert.Equal("es", (await db.Users.SingleAsync(u => u.Id == person.Id, TestContext.Current.CancellationToken)).Language);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("")]
    public async Task Choosing_a_language_never_leads_off_this_server(string back)
    {
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync("/account");
        var form = browser.Fill(new { back });

        using var answer = await browser.FetchAsync(form.With("language", "es").ToRequest());

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/account", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_form_without_its_token_changes_nothing_and_says_what_to_do()
    {
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync("/account");
        var form = browser.Fill(new { back = "/account" }).With("language", "es").With("__RequestVerificationToken", "forged");

        var page = await browser.SendAsync(form);

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        page.Says("This page was open for too long");
        Assert.Null(browser.Cookies["language"]);
    }

    [Fact]
    public async Task A_user_sees_and_ends_only_their_own_trusted_browsers()
    {
        using var browser = idp.OpenBrowser();
        var person = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        var other = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        await browser.SignInAsync(person, "/account/browsers");
        var mine = await TrustedAsync(person);
        var theirs = await TrustedAsync(other);

        var page = await browser.ReloadAsync();
        var form = browser.Fill(new { }) is var any && page.All("button[name=id]").Single().GetAttribute("value") == mine.ToString() ? any : null;
        Assert.NotNull(form);
        await browser.SendAsync(form with { Action = new Uri(idp.Issuer, "/account/browsers?handler=Forget"), Values = [.. form.Values, new("id", theirs.ToString())] });
        Assert.Null(await EndOfAsync(theirs));

        page = await browser.PressAsync("Forget");
        page.Says("The browser is forgotten");
        Assert.NotNull(await EndOfAsync(mine));
    }

    private async Task<Guid> TrustedAsync(Person person)
    {
        await using var db = idp.Database.Open();
        var now = idp.Clock.GetUtcNow();
        var device = new TrustedDevice(person.Id, ProofKind.Text, DeviceToken.Draw(), new BrowserSighting("Firefox", "Windows", "192.0.2.0"), now);
        db.TrustedDevices.Add(device);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return device.Id;
    }

    private async Task<DateTimeOffset?> EndOfAsync(Guid device)
    {
        await using var db = idp.Database.Open();
        return (await db.TrustedDevices.SingleAsync(d => d.Id == device, TestContext.Current.CancellationToken)).EndedAt;
    }
}
