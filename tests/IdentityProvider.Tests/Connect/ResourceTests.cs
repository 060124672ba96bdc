using System.Net;
using IdentityProvider.Clients;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IdentityProvider.Tests.Connect;

/// <summary>Resource indicators (RFC 8707): a token is for the API it was asked for and for no other.</summary>
public class ResourceTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Offline = "openid offline_access";
    private static int _count;

    private string Issuer => idp.Issuer.ToString().TrimEnd('/');

    [Fact]
    public async Task A_token_is_for_the_API_that_was_asked_for_and_userinfo_does_not_take_it()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        var (one, two) = (await ApiAsync(), await ApiAsync());
        await browser.SignInAsync(app.AuthorizeUrl(Offline) + With(one, two), await idp.SomebodyAsync());

        var first = await (await app.SendCodeAsync(app.CodeOf(browser.CallbackUrl), ("resource", two))).BodyAsync();
        using var narrow = await app.SendRefreshAsync(first.GetProperty("refresh_token").GetString()!, ("resource", one));
        var narrowed = await narrow.MemberAsync("access_token");

        Assert.Equal([two], Audience(first.GetProperty("access_token").GetString()!));
        Assert.Equal([one], Audience(narrowed));
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.UserInfoAsync(narrowed)).StatusCode);
    }

    [Fact]
    public async Task One_token_is_for_one_API_and_a_request_for_more_costs_nothing()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        var (one, two) = (await ApiAsync(), await ApiAsync());
        await browser.SignInAsync(app.AuthorizeUrl(Offline) + With(one, two), await idp.SomebodyAsync());
        var code = app.CodeOf(browser.CallbackUrl);

        Assert.Equal("invalid_target", await (await app.SendCodeAsync(code)).ErrorAsync());
        var tokens = await (await app.SendCodeAsync(code, ("resource", one))).BodyAsync();
        var refresh = tokens.GetProperty("refresh_token").GetString()!;
        Assert.Equal("invalid_target", await (await app.SendRefreshAsync(refresh)).ErrorAsync());
        Assert.Equal("invalid_target", await (await app.SendRefreshAsync(refresh, ("resource", one), ("resource", two))).ErrorAsync());
        Assert.Equal([two], Audience(await (await app.SendRefreshAsync(refresh, ("resource", two))).MemberAsync("access_token")));
    }

    [Fact]
    public async Task A_client_that_speaks_for_itself_gets_a_token_for_one_API_too()
    {
        using var app = await idp.ServiceAsync();
        var (one, two) = (await ApiAsync(), await ApiAsync());

        Assert.Equal("invalid_target", await (await app.AskAsync(("resource", one), ("resource", two))).ErrorAsync());
        Assert.Equal([one, Issuer], Audience(await (await app.AskAsync(("resource", one), ("resource", Issuer))).MemberAsync("access_token")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_API_that_is_gone_or_leaves_the_clinic_takes_the_grants_for_it_along(bool isDeleted)
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        var api = await ApiAsync();
        await browser.SignInAsync(app.AuthorizeUrl(Offline, ("resource", api)), await idp.SomebodyAsync());
        var tokens = await app.RedeemAsync(browser.CallbackUrl);
        Assert.True((await app.IntrospectAsync(tokens.AccessToken)).GetProperty("active").GetBoolean());

        await idp.WithAsync<IdpDbContext, int>(db => isDeleted
            ? db.Resources.Where(r => r.Id == api).ExecuteDeleteAsync(TestContext.Current.CancellationToken)
            : db.Resources.Where(r => r.Id == api).ExecuteUpdateAsync(set => set.SetProperty(r => r.ServesEveryClinic, false), TestContext.Current.CancellationToken));

        Assert.Equal("invalid_grant", await (await app.SendRefreshAsync(tokens.RefreshToken!)).ErrorAsync());
        Assert.False((await app.IntrospectAsync(tokens.AccessToken)).GetProperty("active").GetBoolean());
    }

    [Fact]
    public async Task What_was_not_granted_cannot_be_had_later_and_costs_no_refresh_token()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        var (granted, other) = (await ApiAsync(), await ApiAsync());
        await browser.SignInAsync(app.AuthorizeUrl(Offline) + With(granted), await idp.SomebodyAsync());
        using var tokens = await app.SendCodeAsync(app.CodeOf(browser.CallbackUrl), ("resource", granted));
        var refresh = await tokens.MemberAsync("refresh_token");

        Assert.Equal("invalid_target", await (await app.SendRefreshAsync(refresh, ("resource", other))).ErrorAsync());
        Assert.Equal("invalid_target", await (await app.SendRefreshAsync(refresh, ("resource", "relative"))).ErrorAsync());
        Assert.Equal(HttpStatusCode.OK, (await app.SendRefreshAsync(refresh, ("resource", granted))).StatusCode);
    }

    [Fact]
    public async Task Without_openid_this_server_is_no_target_and_asking_for_it_costs_no_refresh_token()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer, client => (client.DefaultAudience, client.Scopes) = ("https://own.example/", ["openid", "reports", "offline_access"]));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("reports offline_access"), await idp.SomebodyAsync());
        using var tokens = await app.SendCodeAsync(app.CodeOf(browser.CallbackUrl));
        var refresh = await tokens.MemberAsync("refresh_token");

        Assert.Equal("invalid_target", await (await app.SendRefreshAsync(refresh, ("resource", Issuer))).ErrorAsync());
        Assert.Equal(HttpStatusCode.OK, (await app.SendRefreshAsync(refresh, ("resource", "https://own.example/"))).StatusCode);
    }

    [Fact]
    public async Task At_the_token_endpoint_another_API_is_refused()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        var (granted, other) = (await ApiAsync(), await ApiAsync());
        await browser.SignInAsync(app.AuthorizeUrl("openid") + With(granted), await idp.SomebodyAsync());

        Assert.Equal("invalid_target", await (await app.SendCodeAsync(app.CodeOf(browser.CallbackUrl), ("resource", other))).ErrorAsync());
    }

    [Theory]
    [InlineData("https://unknown.example/")]
    [InlineData("urn:unknown:api")]
    [InlineData("relative")]
    [InlineData("https://api.example.com#frag")]
    [InlineData("http://[")]
    public async Task One_that_nobody_registered_is_invalid_target_before_anybody_signs_in(string resource)
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("resource", resource)));

        Assert.Equal("invalid_target", app.Answer(browser.CallbackUrl)["error"]);
    }

    [Fact]
    public async Task An_API_of_another_clinic_gets_no_token_of_this_one()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        var (mine, other) = (await idp.Given.ClinicAsync(ConnectTest.PasswordOnly), await idp.Given.ClinicAsync());
        var person = await idp.Given.StaffAsync(mine);
        var (foreign, own) = (await ApiAsync(api => (api.ServesEveryClinic, api.Clinics) = (false, [other.Id])), await ApiAsync(api => (api.ServesEveryClinic, api.Clinics) = (false, [mine.Id])));
        using var browser = idp.OpenBrowser();

        await browser.SignInAsync(app.AuthorizeUrl("openid", ("resource", foreign)), person);
        Assert.Equal("invalid_target", app.Answer(browser.CallbackUrl)["error"]);

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("resource", own)));
        Assert.Contains("code", app.Answer(browser.CallbackUrl).Keys);
    }

    [Fact]
    public async Task A_client_of_other_clinics_cannot_speak_to_it_for_itself()
    {
        var clinic = await idp.Given.ClinicAsync();
        var resource = await ApiAsync(api => (api.ServesEveryClinic, api.Clinics) = (false, [clinic.Id]));
        var elsewhere = await idp.Given.ClinicAsync();
        using var stranger = await idp.ServiceAsync(client => (client.ServesEveryClinic, client.Clinics) = (false, [elsewhere.Id]));
        using var known = await idp.ServiceAsync(client => (client.ServesEveryClinic, client.Clinics) = (false, [clinic.Id]));

        Assert.Equal("invalid_target", await (await stranger.AskAsync(("resource", resource))).ErrorAsync());
        Assert.Equal([resource], Audience(await (await known.AskAsync(("resource", resource))).MemberAsync("access_token")));
    }

    [Fact]
    public async Task Without_a_name_a_token_is_for_the_clients_own_API_and_for_userinfo()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer, client => client.DefaultAudience = "https://own.example/");
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid"), await idp.SomebodyAsync());

        var tokens = await app.RedeemAsync(browser.CallbackUrl);

        Assert.Equal(["https://own.example/", Issuer], Audience(tokens.AccessToken));
        Assert.Equal(HttpStatusCode.OK, (await app.UserInfoAsync(tokens.AccessToken)).StatusCode);
    }

    private static IEnumerable<string> Audience(string token) => new JsonWebToken(token).Audiences;

    private static string With(params string[] resources) => string.Concat(resources.Select(uri => $"&resource={Uri.EscapeDataString(uri)}"));

    private async Task<string> ApiAsync(Action<Resource>? change = null)
    {
        var uri = $"https://api-{Interlocked.Increment(ref _count)}.example/";
        await idp.ResourceAsync(uri, change: change);
        return uri;
    }
}
