using System.Diagnostics;
using System.Net;
using IdentityProvider.Tests.Host;
using IdentityProvider.Tests.Recovery;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.SignIn;

/// <summary>Attacks with the back button, and with a stopwatch.</summary>
public class ComeBackAttackTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task Going_back_after_signing_out_and_sending_the_forms_again_opens_nothing()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        var name = browser.Fill(new { anna.Email });
        await browser.SendAsync(name);
        var password = browser.Fill(new { anna.Password });
        await browser.SendAsync(password);
        var code = browser.Fill(new { Digits = await idp.Carrier.LastCodeToAsync(anna.Phone!) });
        await browser.SendAsync(code);
        Assert.NotNull(browser.CallbackUrl);
        await browser.GoToAsync("/account/sign-out");
        await browser.PressAsync("Sign out");
        Assert.False(await browser.IsSignedInAsync());

        // Whoever sits down next walks back through the pages, as the browser kept them.
        foreach (var form in new[] { code, password, code, name, code })
        {
            await browser.SendAsync(form);
            Assert.Null(browser.CallbackUrl);
            Assert.False(await browser.IsSignedInAsync());
        }

        await using var db = idp.Database.Open();
        Assert.Equal(1, await db.Sessions.CountAsync(session => session.UserId == anna.Id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_typed_the_old_password_before_it_was_replaced_sets_no_factor_up_with_it_afterwards()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var thief = idp.OpenBrowser();
        await thief.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/set-up", thief.Page.Path);
        var form = thief.Fill(new { Method = "Text", Phone = Given.NextPhone() });
        using var owner = idp.OpenBrowser();
        await owner.AskForLinkAsync(anna.Email);
        await owner.FollowLinkAsync(idp, anna.Email);
        await owner.ChoosePasswordAsync();

        await thief.SendAsync(form);

        Assert.Equal("/sign-in/password", thief.Page.Path);
        await using var db = idp.Database.Open();
        Assert.False(await db.UserPhones.AnyAsync(phone => phone.UserId == anna.Id, TestContext.Current.CancellationToken));
    }

    // As for mailed links: interleaved, medians of both, and a bound that is far above noise and far below a password hash.
    [Fact]
    public async Task Known_and_unknown_names_take_the_same_time_at_every_step()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (known, unknown) = (new List<(double Name, double Password)>(), new List<(double Name, double Password)>());
        await TimeAsync("warm.up@clinic.example");
        await TimeAsync((await idp.Given.StaffAsync(clinic)).Email);
        for (var i = 0; i < 12; i++)
        {
            known.Add(await TimeAsync((await idp.Given.StaffAsync(clinic)).Email));
            unknown.Add(await TimeAsync($"nobody.{i}@clinic.example"));
        }

        AreAlike(known.Select(times => times.Name), unknown.Select(times => times.Name));
        AreAlike(known.Select(times => times.Password), unknown.Select(times => times.Password));
    }

    private async Task<(double Name, double Password)> TimeAsync(string email)
    {
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        var name = await TimeAsync(browser, browser.Fill(new { Email = email }), HttpStatusCode.SeeOther);
        await browser.SendAsync(browser.Fill(new { Email = email }));
        return (name, await TimeAsync(browser, browser.Fill(new { Password = "not the password at all" }), HttpStatusCode.OK));
    }

    private static async Task<double> TimeAsync(Browser browser, FilledForm form, HttpStatusCode expected)
    {
        var request = form.ToRequest();
        var watch = Stopwatch.GetTimestamp();
        using var response = await browser.FetchAsync(request);
        Assert.Equal(expected, response.StatusCode);
        return Stopwatch.GetElapsedTime(watch).TotalMilliseconds;
    }

    private static void AreAlike(IEnumerable<double> known, IEnumerable<double> unknown)
    {
        var (one, other) = (Median(known), Median(unknown));
        Assert.True(Math.Max(one, other) < (2 * Math.Min(one, other)) + 10, $"known {one:0.0} ms, unknown {other:0.0} ms");
    }

    private static double Median(IEnumerable<double> times) => times.Order().ElementAt(6);
}
