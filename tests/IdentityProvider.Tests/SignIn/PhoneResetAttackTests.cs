using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Phones;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Admin.People;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.SignIn;

/// <summary>Who tries to get a new phone on somebody else's account by the way that lost phones are replaced.</summary>
public class PhoneResetAttackTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private readonly PhoneResetWalk _walk = new(idp);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_approval_is_used_once()
    {
        var (anna, first) = await _walk.ApprovedAndUsedAsync();
        idp.Clock.Advance(TimeSpan.FromMinutes(2));
        using var again = idp.OpenBrowser();

        var page = await again.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        Assert.Equal("/sign-in/code", page.Path);
        Assert.Contains(first[^4..], page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approval_lapses_after_three_days_and_the_old_phone_is_asked_again()
    {
        var (anna, _) = await _walk.ApprovedAsync();
        using var just = idp.OpenBrowser();

        idp.Clock.Advance(PhoneResetRequest.Stands - TimeSpan.FromSeconds(1));
        Assert.Equal("/sign-in/set-up", (await just.GivePasswordAsync(idp.App.AuthorizeUrl(), anna)).Path);
        idp.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("/sign-in/choose", (await just.ReloadAsync()).Path);
    }

    [Fact]
    public async Task Nobody_asks_for_anything_before_the_password()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.SubmitAsync(new { anna.Email });
        var attempt = browser.Page.Url.Query;

        Assert.Equal("/sign-in/password", (await browser.GoToAsync($"/sign-in/phone-reset{attempt}")).Path);
        using var form = new HttpRequestMessage(HttpMethod.Post, $"/sign-in/phone-reset{attempt}");
        form.Content = new FormUrlEncodedContent([new("Reason", "Let me in"), new("__RequestVerificationToken", browser.Page.One("input[name=__RequestVerificationToken]").GetAttribute("value"))]);
        await browser.FetchAsync(form);

        await using var db = idp.Database.Open();
        Assert.False(await db.PhoneResetRequests.AnyAsync(r => r.UserId == anna.Id, Ct));
        Assert.Empty(await idp.Carrier.MessagesToAsync(anna.Email));
    }

    [Fact]
    public async Task An_admin_cannot_approve_their_own_request()
    {
        var clinic = await idp.Given.ClinicAsync();
        var self = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, Role.Admin)));
        using var browser = idp.OpenBrowser();
        await _walk.AskAsync(browser, self);
        using var console = idp.OpenBrowser();
        await console.SignInByAppAsync(self, await idp.WithAppAsync(self), PeoplePages.PeopleOf(clinic));

        (await console.GoToAsync($"/admin/{clinic.PracticeId}/requests")).Says("This is you. Another admin decides about it.");
        var page = await console.GoToAsync(PeoplePages.PageOf(clinic, self, "reset-phone"));

        Assert.NotEqual(200, (int)page.Status);
        await using var db = idp.Database.Open();
        Assert.True(await db.PhoneResetRequests.AnyAsync(r => r.UserId == self.Id && r.Decision == null, Ct));
    }

    [Fact]
    public async Task An_admin_of_one_clinic_cannot_decide_for_somebody_who_belongs_to_another_too()
    {
        var (mine, other) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var anna = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((mine, Role.Staff), (other, Role.Staff)));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(anna, "/account");
        await PhoneResetWalk.AskFromHereAsync(browser);
        using var admin = await idp.EnterConsoleAsync(mine, Role.Owner);

        var page = await admin.GoToAsync($"/admin/{mine.PracticeId}/requests");
        page.Says("This person also belongs to another practice.");
        page.DoesNotSay("I left my phone on the bus.");
        page = await admin.GoToAsync(PeoplePages.PageOf(mine, anna, "reset-phone"));

        Assert.NotEqual(200, (int)page.Status);
    }

    [Fact]
    public async Task An_approval_is_no_way_past_another_factor_than_a_phone_and_nobody_asks_for_one_there()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (anna, _) = await idp.StaffWithAppAsync(clinic);
        await using (var db = idp.Database.Open())
        {
            var now = idp.Clock.GetUtcNow();
            var request = new PhoneResetRequest(anna.Id, reasonId: null, now);
            request.Approve(Guid.CreateVersion7(now), Guid.CreateVersion7(now), now);
            db.PhoneResetRequests.Add(request);
            await db.SaveChangesAsync(Ct);
        }

        using var thief = idp.OpenBrowser();
        Assert.Equal("/sign-in/authenticator", (await thief.GivePasswordAsync(idp.App.AuthorizeUrl(), anna)).Path);
        thief.Page.DoesNotSay("Ask for a new phone");
        Assert.Equal("/sign-in/authenticator", (await thief.GoToAsync($"/sign-in/phone-reset{thief.Page.Url.Query}")).Path);
        using var admin = await idp.EnterConsoleAsync(clinic);

        Assert.Equal(PeoplePages.PageOf(clinic, anna), (await admin.GoToAsync(PeoplePages.PageOf(clinic, anna, "reset-phone"))).Path);
        Assert.DoesNotContain("reset-phone", admin.Page.Body, StringComparison.Ordinal);
        Assert.Contains(PeoplePages.PageOf(clinic, anna, "recovery"), admin.Page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_many_times_at_once_is_one_request_and_rings_the_phone_once()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        await browser.GoToAsync($"/sign-in/phone-reset{browser.Page.Url.Query}");
        var form = browser.Fill(new { Reason = "I left my phone on the bus." });

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => browser.FetchAsync(form.ToRequest())));

        Assert.All(answers, answer => Assert.Equal(System.Net.HttpStatusCode.SeeOther, answer.StatusCode));
        await using var db = idp.Database.Open();
        Assert.Equal(1, await db.PhoneResetRequests.CountAsync(r => r.UserId == anna.Id, Ct));
        Assert.Single(await _walk.TextsToAsync(anna.Phone!), text => text.StartsWith("Someone asked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_approval_opens_no_open_session_and_no_step_up()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var browser = idp.OpenBrowser();
        await browser.SignInWithCodeAsync(idp, anna, anna.Phone!);
        await _walk.ApproveUnaskedAsync(clinic, anna);
        idp.Clock.Advance(TimeSpan.FromMinutes(11));

        await browser.GoToAsync("/account/phone");
        var page = await browser.SubmitAsync(new { anna.Password });

        Assert.Equal("/sign-in/code", page.Path);
    }

    [Fact]
    public async Task The_reset_sets_a_phone_and_nothing_else()
    {
        var clinic = await idp.Given.ClinicAsync(new ClinicPolicy { StaffMethods = [Method.Text, Method.Email] });
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        await _walk.ApproveUnaskedAsync(clinic, anna);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        var form = browser.Fill(new { Phone = Given.NextPhone() });

        await browser.SendAsync(form.With("Method", "Email"));
        Assert.Equal("/sign-in/set-up", browser.Page.Path);

        await browser.SendAsync(form with { Action = new Uri(form.Action + "&handler=Passkey") });
        Assert.Equal("/sign-in/set-up", browser.Page.Path);
    }
}
