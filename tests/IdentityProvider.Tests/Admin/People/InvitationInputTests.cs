using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Admin.People;

/// <summary>What is typed where people are invited, and where they accept.</summary>
public class InvitationInputTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Theory]
    [InlineData("", "Type at least one e-mail address.")]
    [InlineData("maya@", "“maya@” is not an e-mail address.")]
    [InlineData("ok@example.com\nnot one", "“not one” is not an e-mail address.")]
    [InlineData("a@b.example\nBcc: everybody@example.com", "is not an e-mail address.")]
    [InlineData("<script>alert(1)</script>", "is not an e-mail address.")]
    public async Task A_list_with_a_mistake_sends_nothing_and_says_where_it_is(string people, string sentence)
    {
        var clinic = await idp.Given.ClinicAsync();
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(Invites.PageOf(clinic));

        var page = await admin.SubmitAsync(new { People = people });

        page.ShowsProblem("People", sentence);
        await using var db = idp.Database.Open();
        Assert.False(await db.Invitations.AnyAsync(i => i.ClinicId == clinic.Id, Ct));
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("@SUM(1+1)")]
    [InlineData("\u202EevilName")]
    [InlineData("Zoë O’Brien-Núñez 李雷")]
    public async Task A_name_is_only_ever_text(string name)
    {
        var clinic = await idp.Given.ClinicAsync();
        var address = Invites.NewAddress();
        await idp.InviteAsync(clinic, address);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(await idp.InvitationLinkToAsync(address));
        await browser.SubmitAsync(new { Name = name, Password = Invites.Password });

        using var admin = await idp.EnterConsoleAsync(clinic);

        admin.Page.Says(name.Replace("\u202E", "", StringComparison.Ordinal));
        Assert.Empty(admin.Page.All("main img"));
        Assert.DoesNotContain("\u202E", admin.Page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_address_is_invited_again_after_five_minutes_and_not_before()
    {
        var clinic = await idp.Given.ClinicAsync();
        var address = Invites.NewAddress();
        using var admin = await idp.InviteAsync(clinic, address);
        await admin.PressAsync("Withdraw");

        idp.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        var page = await admin.SubmitAsync(new { People = $"{Invites.NewAddress()}, {address.ToUpperInvariant()}", Role = "Staff" });
        page.ShowsProblem("People", "was sent an invitation less than 5 minutes ago");
        await using var db = idp.Database.Open();
        Assert.Equal(1, await db.Invitations.CountAsync(i => i.ClinicId == clinic.Id, Ct));
        idp.Clock.Advance(TimeSpan.FromSeconds(1));

        (await admin.SubmitAsync(new { People = address, Role = "Staff" })).Says("Invitations sent");
        Assert.Equal(2, (await idp.Carrier.MessagesToAsync(address)).Count(m => Invites.Link().IsMatch(m.Text)));
    }

    [Theory]
    [InlineData("short", "too short")]
    [InlineData("", "Type a new password.")]
    public async Task A_password_the_rules_refuse_makes_no_account(string password, string sentence)
    {
        var clinic = await idp.Given.ClinicAsync();
        var address = Invites.NewAddress();
        await idp.InviteAsync(clinic, address);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(await idp.InvitationLinkToAsync(address));

        var page = await browser.SubmitAsync(new { Name = "Maya", Password = password });

        page.ShowsProblem("Password", sentence);
        Assert.False(await idp.HasAccountAsync(address));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
