using System.Net;
using System.Text.RegularExpressions;
using IdentityProvider.Clinics;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Host;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Admin.People;

/// <summary>
/// The attacks on the pages about people, tried on every route there is below /admin/…/people/{person}: a new page is attacked as soon as
/// it exists.
/// </summary>
public partial class PersonDoorTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task A_person_of_another_clinic_does_not_exist_here_whoever_they_are()
    {
        var (mine, other) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var stranger = await idp.Given.StaffAsync(other);
        using var browser = await idp.EnterConsoleAsync(mine, Role.Owner);

        foreach (var route in Routes())
        {
            Assert.Equal(HttpStatusCode.NotFound, await GetAsync(browser, route, mine, stranger.Id));
            Assert.Equal(HttpStatusCode.NotFound, await PostAsync(browser, route, mine, stranger.Id));

            // Nobody at all looks the same, and so does the other clinic's own console.
            Assert.Equal(HttpStatusCode.NotFound, await GetAsync(browser, route, mine, mine.Id));
            Assert.Equal(HttpStatusCode.NotFound, await GetAsync(browser, route, other, stranger.Id));
        }

        await NothingHappenedAsync(stranger);
    }

    [Fact]
    public async Task An_invitation_that_was_not_accepted_shows_nobody_and_gives_no_power()
    {
        var (mine, other) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var invited = await idp.Given.StaffAsync(other);
        await using (var db = idp.Database.Open())
        {
            db.Memberships.Add(new Membership(invited.Id, mine.Id, Role.Staff, idp.Clock.GetUtcNow()));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        using var browser = await idp.EnterConsoleAsync(mine, Role.Owner);

        browser.Page.DoesNotSay(invited.Email);
        foreach (var route in Routes())
        {
            Assert.Equal(HttpStatusCode.NotFound, await GetAsync(browser, route, mine, invited.Id));
            Assert.Equal(HttpStatusCode.NotFound, await PostAsync(browser, route, mine, invited.Id));
        }
    }

    [Fact]
    public async Task No_action_is_for_oneself()
    {
        var clinic = await idp.Given.ClinicAsync();
        var self = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, Role.Owner)));
        using var browser = await idp.EnterConsoleAsync(clinic, self);

        await RefusedAsync(browser, clinic, self);
        (await browser.GoToAsync(PeoplePages.PageOf(clinic, self))).Says("This is you");
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task An_admin_does_nothing_to_an_owner()
    {
        var clinic = await idp.Given.ClinicAsync();
        var owner = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, Role.Owner)));
        using var owners = await idp.EnterConsoleAsync(clinic, owner);
        using var browser = await idp.EnterConsoleAsync(clinic);

        await RefusedAsync(browser, clinic, owner);
        (await browser.GoToAsync(PeoplePages.PageOf(clinic, owner))).Says("This person is an owner");
        Assert.True(await owners.IsSignedInAsync());
    }

    [Theory]
    [InlineData(Role.Staff)]
    [InlineData(Role.Patient)]
    public async Task Who_does_not_administer_the_clinic_finds_no_page_about_people(Role role)
    {
        var clinic = await idp.Given.ClinicAsync();
        var colleague = await idp.Given.StaffAsync(clinic);
        var person = await idp.Given.PersonAsync((clinic, role));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(person, "/account");

        foreach (var route in Routes().Prepend("/admin/{practiceId}/people"))
        {
            Assert.Equal(HttpStatusCode.NotFound, await GetAsync(browser, route, clinic, colleague.Id));
        }
    }

    [Fact]
    public async Task An_admin_who_was_deactivated_a_moment_ago_finds_no_page_about_people()
    {
        var clinic = await idp.Given.ClinicAsync();
        var colleague = await idp.Given.StaffAsync(clinic);
        var admin = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, Role.Admin)));
        using var browser = await idp.EnterConsoleAsync(clinic, admin);
        await using (var db = idp.Database.Open())
        {
            await db.Memberships.Where(m => m.UserId == admin.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.DeactivatedAt, idp.Clock.GetUtcNow()), TestContext.Current.CancellationToken);
        }

        foreach (var route in Routes())
        {
            Assert.Equal(HttpStatusCode.NotFound, await GetAsync(browser, route, clinic, colleague.Id));
            Assert.Equal(HttpStatusCode.NotFound, await PostAsync(browser, route, clinic, colleague.Id));
        }

        await NothingHappenedAsync(colleague);
    }

    [Fact]
    public async Task There_are_actions_to_attack() => Assert.NotEmpty(await Task.FromResult(Actions()));

    // An action is every page below the person's own.
    private async Task RefusedAsync(Browser browser, Clinic clinic, Person person)
    {
        foreach (var route in Actions())
        {
            Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(browser, route, clinic, person.Id));
            Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(browser, route, clinic, person.Id));
        }
    }

    private static async Task<HttpStatusCode> GetAsync(Browser browser, string route, Clinic clinic, Guid personId)
    {
        using var response = await browser.FetchAsync(new HttpRequestMessage(HttpMethod.Get, Fill(route, clinic, personId)));
        return response.StatusCode;
    }

    // With the antiforgery token of a page the admin may see: what refuses is the power, not the form.
    private static async Task<HttpStatusCode> PostAsync(Browser browser, string route, Clinic clinic, Guid personId)
    {
        var token = browser.Page.One("form input[name=__RequestVerificationToken]").GetAttribute("value")!;
        using var response = await browser.FetchAsync(new HttpRequestMessage(HttpMethod.Post, Fill(route, clinic, personId))
        {
            Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("Reason", "because")]),
        });
        return response.StatusCode;
    }

    private IReadOnlyList<string> Actions() => [.. Routes().Where(route => !route.EndsWith("{personId}", StringComparison.Ordinal))];

    private IReadOnlyList<string> Routes() =>
    [
        .. idp.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => "/" + Constraint().Replace(endpoint.RoutePattern.RawText ?? "", "{personId}").TrimStart('/'))
            .Where(route => route.StartsWith("/admin/{practiceId}/people/{personId}", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal),
    ];

    private static string Fill(string route, Clinic clinic, Guid personId) => route
        .Replace("{practiceId}", clinic.PracticeId, StringComparison.Ordinal)
        .Replace("{personId}", personId.ToString(), StringComparison.Ordinal);

    private async Task NothingHappenedAsync(Person person)
    {
        await using var db = idp.Database.Open();
        Assert.False(await db.OutboxMessages.AnyAsync(m => m.UserId == person.Id, TestContext.Current.CancellationToken));
        Assert.False(await db.AuditEntries.AnyAsync(e => e.UserId == person.Id, TestContext.Current.CancellationToken));
    }

    [GeneratedRegex(@"\{personId:guid\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Constraint();
}
