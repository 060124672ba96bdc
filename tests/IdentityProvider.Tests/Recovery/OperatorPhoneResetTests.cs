using System.CommandLine;
using IdentityProvider.Clinics;
using IdentityProvider.Phones;
using IdentityProvider.Recovery;
using IdentityProvider.SignIn.PhoneReset;
using IdentityProvider.Tests.Host;
using IdentityProvider.Tests.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace IdentityProvider.Tests.Recovery;

/// <summary>Product row PF8 where no admin may decide: the only admin of a practice lost the phone.</summary>
[Trait("Row", "PF8")]
public class OperatorPhoneResetTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Why = "Called back at the number of the practice; named two of its patients' doctors.";

    private readonly PhoneResetWalk _walk = new(idp);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_operator_lets_the_only_admin_set_a_new_phone_after_a_day()
    {
        var owner = await OnlyAdminWhoAskedAsync();
        Assert.Contains($"Phone     {owner.Email}", (await RunAsync("list")).Words, StringComparison.Ordinal);

        var (code, words) = await RunAsync("approve-phone", owner.Email, "--check", Why);

        Assert.True(code == 0, words);
        Assert.Contains("phone-reset.approved", await idp.AuditTrailAsync(owner));
        Assert.Contains(await _walk.TextsToAsync(owner.Phone!), text => text.StartsWith("In 24 hours a new phone", StringComparison.Ordinal) && !text.Contains("?t=", StringComparison.Ordinal));
        idp.Clock.Advance(PhoneResetRequest.OperatorWait - TimeSpan.FromMinutes(1));
        using var early = idp.OpenBrowser();
        Assert.Equal("/sign-in/code", (await early.GivePasswordAsync(idp.App.AuthorizeUrl(), owner)).Path);
        (await early.GoToAsync($"/sign-in/phone-reset{early.Page.Url.Query}")).Says("It is approved and counts after a day");
        idp.Clock.Advance(TimeSpan.FromMinutes(1));

        var number = await _walk.SetNewPhoneAsync(owner);

        Assert.Equal([number[^4..]], await _walk.PhonesOfAsync(owner));
    }

    [Fact]
    public async Task The_owner_stops_it_by_the_button_in_the_mail()
    {
        var owner = await OnlyAdminWhoAskedAsync();
        Assert.Equal(0, (await RunAsync("approve-phone", owner.Email, "--check", Why)).Code);
        var mail = (await idp.Carrier.MessagesToAsync(owner.Email)).First(m => m.Subject!.Contains("may soon be set", StringComparison.Ordinal));
        using var mailbox = idp.OpenBrowser();
        await mailbox.GoToAsync(RecoveryPages.LinkIn(mail)!);
        await mailbox.SendAsync(mailbox.Page.MainForm());

        mailbox.Page.Says("Your account is closed to everybody for now");
        await using var db = idp.Database.Open();
        Assert.Equal(PhoneResetDecision.Withdrawn, (await db.PhoneResetRequests.SingleAsync(r => r.UserId == owner.Id, Ct)).Decision);
    }

    [Fact]
    public async Task What_an_admin_may_decide_is_the_admins()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        await idp.Given.PersonAsync((clinic, Role.Owner));
        using var browser = idp.OpenBrowser();
        await _walk.AskAsync(browser, anna);

        var (code, words) = await RunAsync("approve-phone", anna.Email, "--check", Why);

        Assert.Equal(1, code);
        Assert.Contains("An admin of the person's practice may decide this", words, StringComparison.Ordinal);
        Assert.DoesNotContain(anna.Email, (await RunAsync("list")).Words, StringComparison.Ordinal);
        Assert.DoesNotContain("phone-reset.approved", await idp.AuditTrailAsync(anna));
    }

    [Fact]
    public async Task Nobody_who_has_not_asked_and_no_check_lead_to_nothing_and_a_refusal_is_told()
    {
        var owner = await OnlyAdminWhoAskedAsync();
        var stranger = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        Assert.Equal(1, (await RunAsync("approve-phone", stranger.Email, "--check", Why)).Code);
        Assert.Equal(1, (await RunAsync("approve-phone", owner.Email, "--check", " ")).Code);

        Assert.Equal(0, (await RunAsync("refuse-phone", owner.Email, "--check", "The number does not answer.")).Code);

        Assert.Contains("phone-reset.refused", await idp.AuditTrailAsync(owner));
        Assert.Contains(await _walk.SubjectsToAsync(owner), subject => subject.EndsWith("keeps its phone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_that_nobody_decided_in_seven_days_lapses_once_and_the_person_is_told()
    {
        var owner = await OnlyAdminWhoAskedAsync();
        idp.Clock.Advance(PhoneResetRequest.Waits - TimeSpan.FromMinutes(1));
        await LapseAsync();
        Assert.DoesNotContain("phone-reset.lapsed", await idp.AuditTrailAsync(owner));
        idp.Clock.Advance(TimeSpan.FromMinutes(1));

        await Task.WhenAll(LapseAsync(), LapseAsync());
        await LapseAsync();

        Assert.Single(await idp.AuditTrailAsync(owner), name => name == "phone-reset.lapsed");
        Assert.Single(await _walk.SubjectsToAsync(owner), subject => subject.StartsWith("Nobody decided about a new phone", StringComparison.Ordinal));
        using var browser = idp.OpenBrowser();
        (await _walk.AskAsync(browser, owner)).Says("Your request waits for the operator");
    }

    private async Task<Person> OnlyAdminWhoAskedAsync()
    {
        var owner = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((await idp.Given.ClinicAsync(), Role.Owner)));
        using var browser = idp.OpenBrowser();
        await _walk.AskAsync(browser, owner);
        return owner;
    }

    private Task<int> LapseAsync() => idp.WithAsync<PhoneResetLapses, int>(lapses => lapses.TellAsync(Ct));

    // Over the same database and clock as the node.
    private async Task<(int Code, string Words)> RunAsync(params string[] words)
    {
        await using var output = new StringWriter();
        var command = RecoveryCommand.Of(args => IdpApplication.Build(
            args,
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(idp.Clock));
            }));
        var code = await command
            .Parse([.. words, "--contentRoot", TestSettings.ContentRoot, .. TestSettings.For(idp.Issuer, idp.Database.ConnectionString)])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = output }, Ct);
        return (code, output.ToString());
    }
}
