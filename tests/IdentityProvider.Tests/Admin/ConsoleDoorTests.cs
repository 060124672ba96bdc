using System.Net;
using System.Text.RegularExpressions;
using IdentityProvider.Admin.People;
using IdentityProvider.Clinics;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Admin.People;
using IdentityProvider.Tests.Host;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Admin;

/// <summary>The attacks on a clinic's console, tried on every route there is below /admin/{practice}: a new page is attacked as soon as it exists.</summary>
public partial class ConsoleDoorTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string People = "/admin/{practiceId}/people/{personId}/";

    [Fact]
    public async Task The_console_of_another_clinic_does_not_exist_for_an_owner()
    {
        var (mine, other) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var stranger = await idp.Given.StaffAsync(other);
        using var browser = await idp.EnterConsoleAsync(mine, Role.Owner);

        await EveryRouteAnswersAsync(browser, other, stranger, HttpStatusCode.NotFound);

        await using var db = idp.Database.Open();
        Assert.False(await db.AuditEntries.AnyAsync(e => e.ClinicId == other.Id, Ct));
    }

    [Theory]
    [InlineData(Role.Staff)]
    [InlineData(Role.Patient)]
    public async Task The_console_does_not_exist_for_who_does_not_administer_the_clinic(Role role)
    {
        var clinic = await idp.Given.ClinicAsync();
        var colleague = await idp.Given.StaffAsync(clinic);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(await idp.Given.PersonAsync((clinic, role)), "/account");

        await EveryRouteAnswersAsync(browser, clinic, colleague, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_remembered_browser_opens_no_page_of_the_console_without_a_fresh_second_factor()
    {
        var clinic = await idp.Given.ClinicAsync();
        var colleague = await idp.Given.StaffAsync(clinic);
        var admin = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, Role.Owner)));
        using var browser = idp.OpenBrowser();
        await browser.SignInWithCodeAsync(idp, admin, admin.Phone!, remember: true);
        browser.Cookies.Forget("-session");
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), admin);
        Assert.NotNull(browser.CallbackUrl);

        await EveryRouteAnswersAsync(browser, clinic, colleague, HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task A_second_factor_of_eleven_minutes_ago_opens_no_page_of_the_console()
    {
        var clinic = await idp.Given.ClinicAsync();
        var colleague = await idp.Given.StaffAsync(clinic);
        using var browser = await idp.EnterConsoleAsync(clinic, Role.Owner);
        idp.Clock.Advance(TimeSpan.FromMinutes(11));

        await EveryRouteAnswersAsync(browser, clinic, colleague, HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task How_somebody_signs_in_who_also_belongs_elsewhere_is_changed_by_no_action()
    {
        var (mine, other) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var person = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((mine, Role.Staff), (other, Role.Patient)));
        using var browser = await idp.EnterConsoleAsync(mine, Role.Owner);
        var deep = PersonActions.All.Where(action => action.Needs == PowerReach.SignIn).Select(action => People + action.Path).ToList();

        Assert.NotEmpty(deep);
        foreach (var route in deep)
        {
            Assert.Equal((route, HttpStatusCode.Forbidden), (route, await SendAsync(browser, HttpMethod.Get, route, mine, person)));
            Assert.Equal((route, HttpStatusCode.Forbidden), (route, await SendAsync(browser, HttpMethod.Post, route, mine, person)));
        }
    }

    [Fact]
    public void Every_action_on_somebody_says_how_far_the_power_must_go() => Assert.Equal(
        PersonActions.All.Select(action => People + action.Path).Order(StringComparer.Ordinal),
        Routes().Where(route => route.StartsWith(People, StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task EveryRouteAnswersAsync(Browser browser, Clinic clinic, Person person, HttpStatusCode expected)
    {
        Assert.NotEmpty(Routes());
        foreach (var route in Routes())
        {
            Assert.Equal((route, expected), (route, await SendAsync(browser, HttpMethod.Get, route, clinic, person)));
            Assert.Equal((route, expected), (route, await SendAsync(browser, HttpMethod.Post, route, clinic, person)));
        }
    }

    // The door is asked before the form's token is: what a page without one would answer is another test's.
    private static async Task<HttpStatusCode> SendAsync(Browser browser, HttpMethod method, string route, Clinic clinic, Person person)
    {
        using var request = new HttpRequestMessage(method, route
            .Replace("{practiceId}", clinic.PracticeId, StringComparison.Ordinal)
            .Replace("{personId}", person.Id.ToString(), StringComparison.Ordinal));
        if (method == HttpMethod.Post)
        {
            var token = browser.Page.All("form input[name=__RequestVerificationToken]").FirstOrDefault()?.GetAttribute("value") ?? "";
            request.Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("Reason", "because")]);
        }

        using var response = await browser.FetchAsync(request);
        return response.StatusCode;
    }

    private IReadOnlyList<string> Routes() =>
    [
        .. idp.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => "/" + Constraint().Replace(endpoint.RoutePattern.RawText ?? "", "{${name}}").TrimStart('/'))
            .Where(route => route.StartsWith("/admin/{practiceId}", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal),
    ];

    [GeneratedRegex(@"\{(?<name>\w+):\w+\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Constraint();
}
