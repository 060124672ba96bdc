using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;
using IdentityProvider.Dev.Seeding;
using static Microsoft.Playwright.Assertions;

namespace IdentityProvider.BrowserTests.Journeys;

/// <summary>How people come to have an account, and how several clinics share one.</summary>
public class NewPeopleTests(Chromium chromium, DemoOfItsOwn demo) : IClassFixture<DemoOfItsOwn>
{
    private static readonly Person Ivy = new("ivy.invited@lakesidefm.example", "Ivy Invited") { Phone = "+12025550170" };
    private static readonly Person Maria = new("maria.castellanos@lakesidefm.example", "María Fernanda Castellanos") { Phone = "+12025550171" };

    [Fact, Trait("Row", "PF14"), Trait("Row", "PF1"), Trait("Row", "PF16")]
    public async Task Somebody_is_invited_opens_the_link_and_signs_in_for_the_first_time()
    {
        await using var maya = await Visitor.ArriveAsync(chromium, demo, Person.Maya);
        await maya.Page.GotoAsync($"{demo.Data.Issuer}/admin/{Practices.Lakeside.Id}/people/invitations");
        await maya.SignInByTextAsync();
        await maya.Page.FillAsync("#People", $"{Ivy.Name} <{Ivy.Email}>");
        await maya.Page.CheckAsync("input[name=Role][value=Staff]");
        await maya.SubmitAsync("#People");
        await maya.Profile.ArriveAsync($"/admin/{Practices.Lakeside.Id}/people/invitations", "invited");

        await using var ivy = await Visitor.ArriveAsync(chromium, demo, Ivy, Device.Phone);
        await ivy.Page.GotoAsync(await ivy.ReceiveLinkAsync("/account/invitation"));
        await ivy.Profile.ArriveAsync("/account/invitation", "invitation");
        await ivy.ExpectNoSidewaysScrollingAsync();
        await ivy.Page.FillAsync("#Password", Person.Password);
        await ivy.SubmitAsync("#Password");
        await ivy.ChooseToGetCodesByAsync("Text");
        await ivy.EnterCodeAsync(await ivy.ReceiveCodeAsync("text"));
        await ivy.DecideOnTrustAsync(remember: false);
        await ivy.KeepRecoveryCodesAsync();

        await ivy.Profile.ArriveAsync("/account", "in");
        await ivy.ReceiveMailThatSaysAsync(Ivy.Email, Practices.Lakeside.Id);
    }

    [Fact, Trait("Row", "PF12"), Trait("Row", "PF11")]
    public async Task An_old_user_name_signs_in_once_and_becomes_an_address()
    {
        await using var maria = await Visitor.ArriveAsync(chromium, demo, Maria);
        await maria.Ehr.OpenAsync();
        await maria.Page.Locator("a[href^='/sign-in/legacy']").ClickAsync();
        await maria.Profile.ArriveAsync("/sign-in/legacy", "old-name");
        await maria.Page.FillAsync("#PracticeId", Practices.Lakeside.Id);
        await maria.Page.FillAsync("#UserName", DemoPeople.OldUserName);
        await maria.SubmitAsync("#UserName");
        await maria.EnterPasswordAsync(DemoPeople.OldPassword);
        await maria.Profile.ArriveAsync("/sign-in/upgrade", "upgrade");
        await maria.Page.FillAsync("#Email", Maria.Email);
        await maria.SubmitAsync("#Email");
        await maria.Profile.ArriveAsync("/sign-in/upgrade", "upgrade-sent");
        var mailbox = await maria.Page.Context.NewPageAsync();
        await mailbox.GotoAsync(await maria.ReceiveLinkAsync("/account/email/verify"));
        await mailbox.Locator("main form button.btn-primary").First.ClickAsync();
        await mailbox.WaitForLoadStateAsync();
        await maria.Page.Locator("form[action$='handler=Check'] button").ClickAsync();
        await maria.ChooseToGetCodesByAsync("Text");
        await maria.EnterCodeAsync(await maria.ReceiveCodeAsync("text"));
        await maria.DecideOnTrustAsync(remember: false);
        await maria.KeepRecoveryCodesAsync();

        await maria.Profile.ArriveAsync("/schedule", "ehr-schedule");
    }

    [Fact, Trait("Row", "PF15")]
    public async Task Somebody_of_two_clinics_chooses_one_and_another_tab_goes_on_as_the_same_person()
    {
        await using var ines = await Visitor.ArriveAsync(chromium, demo, Person.Ines);
        await ines.Page.GotoAsync($"{demo.Data.Issuer}/account");
        var leftOpen = ines.Page.Url;
        await ines.Ehr.OpenAsync();
        await ines.EnterEmailAndPasswordAsync();
        await ines.Profile.ArriveAsync("/sign-in/clinic", "clinics");
        await ines.Page.GetByText(Practices.Lakeside.Name).ClickAsync();
        await ines.SubmitAsync("input[name=Membership]");
        await ines.ExpectToBeAskedForACodeAsync();
        await ines.EnterCodeAsync(await ines.ReceiveCodeAsync("text"));
        await ines.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Password and a code by text message");

        await ines.Page.GotoAsync(leftOpen);
        await ines.Profile.ArriveAsync("/sign-in/continue", "continue");
    }

    [Fact, Trait("Row", "TA9"), Trait("Row", "PF10")]
    public async Task A_newcomer_looks_at_removing_a_method_and_changes_the_number_and_the_address()
    {
        await using var nia = await Visitor.ArriveAsync(chromium, demo, await demo.NewcomerAsync(Practices.Lakeside.Id), Device.SpanishPhone);
        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.ChooseToGetCodesByAsync("Text");
        await nia.EnterCodeAsync(await nia.ReceiveCodeAsync("text"));
        await nia.DecideOnTrustAsync(remember: false);
        await nia.KeepRecoveryCodesAsync();
        await nia.Profile.ArriveAsync("/schedule", "ehr-schedule");
        await nia.Page.GotoAsync($"{demo.Data.Issuer}/account/factors");
        await nia.Page.Locator("a[href^='/account/factors/remove']").First.ClickAsync();
        await nia.Profile.ArriveAsync("/account/factors/remove", "remove");
        await nia.ExpectNoSidewaysScrollingAsync();

        await nia.Page.GotoAsync($"{demo.Data.Issuer}/account/phone");
        await nia.Page.FillAsync("#Phone", "2025550172");
        await nia.SubmitAsync("#Phone");
        await nia.Profile.ArriveAsync("/account/phone/code", "phone-code");
        await nia.ExpectNoSidewaysScrollingAsync();
        await nia.EnterCodeAsync(await nia.ReceiveTextAtAsync("+12025550172"));
        await nia.Profile.ArriveAsync("/account", "changed");
        await ChangeAddressAsync(nia, "nia.renamed@lakesidefm.example");
    }

    // Claimed until its link is opened; the old address is told, with a link that would stop the change.
    private async Task ChangeAddressAsync(Visitor nia, string address)
    {
        await nia.Page.GotoAsync($"{demo.Data.Issuer}/account/email");
        await nia.Page.FillAsync("#Email", address);
        await nia.SubmitAsync("#Email");
        await nia.Profile.ArriveAsync("/account/email", "claimed");
        await nia.ExpectNoSidewaysScrollingAsync();
        await Expect(nia.Page.Locator("section[aria-labelledby=current] li")).ToContainTextAsync([nia.Person.Email, address]);
        await nia.ReceiveLinkAsync("/account/email/stop");

        await nia.Page.GotoAsync(await nia.ReceiveLinkAtAsync(address, "/account/email/verify"));
        await nia.Profile.ArriveAsync("/account/email/verify", "link");
        await nia.Page.Locator("main form button.btn-primary").ClickAsync();
        await Expect(nia.Page.Locator(".note-ok")).ToContainTextAsync(address);
        await nia.Profile.LookAsync("verified");
        await nia.Page.GotoAsync($"{demo.Data.Issuer}/account/email");
        await Expect(nia.Page.Locator("section[aria-labelledby=current] li")).ToContainTextAsync([address]);
    }
}
