using IdentityProvider.SignIn;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.SignIn;

/// <summary>Somebody typed the right password and stopped there: the owner is told, once.</summary>
public class GivenUpSignInsTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Subject = "was not finished";

    [Fact]
    public async Task A_sign_in_that_was_left_after_the_password_is_told_by_mail_once()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        await TellAsync();
        Assert.Equal(0, await MailsToAsync(anna));
        idp.Clock.Advance(TimeSpan.FromMinutes(46));
        await TellAsync();
        await TellAsync();

        Assert.Equal(1, await MailsToAsync(anna));
    }

    [Fact]
    public async Task Many_tries_of_one_stranger_in_a_while_are_one_mail()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        for (var i = 0; i < 7; i++)
        {
            using var browser = idp.OpenBrowser();
            await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        }

        idp.Clock.Advance(TimeSpan.FromMinutes(46));
        await TellAsync();

        Assert.Equal(1, await MailsToAsync(anna));
    }

    [Fact]
    public async Task An_attempt_that_was_pushed_out_by_others_of_its_browser_is_told_too()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        for (var i = 0; i < 5; i++)
        {
            await browser.GoToAsync(idp.App.AuthorizeUrl());
        }

        await TellAsync();

        Assert.Equal(1, await MailsToAsync(anna));
    }

    [Fact]
    public async Task Who_finishes_in_another_tab_or_never_knew_the_password_is_told_nothing()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        await idp.Carrier.LastCodeToAsync(anna.Phone!);
        idp.Clock.Advance(TimeSpan.FromMinutes(2));
        using var tab = browser.OpenTab();
        await tab.SignInWithCodeAsync(idp, anna, anna.Phone!);
        Assert.NotNull(tab.CallbackUrl);
        using var stranger = idp.OpenBrowser();
        await stranger.GivePasswordAsync(idp.App.AuthorizeUrl(), anna with { Password = "wrong-horse-lake-42" });

        idp.Clock.Advance(TimeSpan.FromMinutes(61));
        await TellAsync();

        Assert.Equal(0, await MailsToAsync(anna));
    }

    [Fact]
    public async Task Two_nodes_that_look_at_once_tell_it_once()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        idp.Clock.Advance(TimeSpan.FromMinutes(46));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TellAsync()));

        Assert.Equal(1, await MailsToAsync(anna));
    }

    [Fact]
    public async Task Somebody_without_an_address_keeps_nobody_else_from_being_told()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (old, anna) = (await idp.Given.StaffWithPhoneAsync(clinic), await idp.Given.StaffWithPhoneAsync(clinic));
        foreach (var person in (Person[])[old, anna])
        {
            using var browser = idp.OpenBrowser();
            await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), person);
        }

        await using (var db = idp.Database.Open())
        {
            await db.Users.Where(user => user.Id == old.Id).ExecuteUpdateAsync(
                set => set.SetProperty(user => user.Email, (string?)null).SetProperty(user => user.NormalizedEmail, (string?)null), TestContext.Current.CancellationToken);
        }

        idp.Clock.Advance(TimeSpan.FromMinutes(46));
        await TellAsync();

        Assert.Equal(1, await MailsToAsync(anna));
        Assert.Equal(0, await TellAsync());
    }

    private Task<int> TellAsync() => idp.WithAsync<GivenUpSignIns, int>(signIns => signIns.TellAsync(TestContext.Current.CancellationToken));

    private async Task<int> MailsToAsync(Person person) =>
        (await idp.Carrier.MessagesToAsync(person.Email)).Count(message => message.Subject!.Contains(Subject, StringComparison.Ordinal));
}
