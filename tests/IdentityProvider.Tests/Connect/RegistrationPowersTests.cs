using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Developers;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Connect;

/// <summary>What tokens of the registration can do, and until when: no more than whoever made them may do now.</summary>
public class RegistrationPowersTests(IdpHost idp) : IClassFixture<IdpHost>, IDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly RegistrationDoor _door = new(idp);

    [Theory]
    [InlineData("redirect_uris", """["https://evil.example/cb"]""")]
    [InlineData("client_name", "\"Payroll\"")]
    [InlineData("grant_types", """["authorization_code","client_credentials"]""")]
    [InlineData("token_endpoint_auth_method", "\"client_secret_post\"")]
    public async Task A_change_that_makes_it_another_app_ends_the_approval_and_makes_it_somebody_elses(string member, string value)
    {
        var client = await SomeClientAsync();
        await idp.WithAsync<IdpDbContext, int>(db => db.Clients.Where(c => c.Id == IdOf(client)).ExecuteUpdateAsync(set => set.SetProperty(c => c.IsThirdParty, false), Ct));

        await RegistrationDoor.BodyAsync(await PutAsync(client, body => body[member] = JsonNode.Parse(value)));

        var stored = await idp.ClientAsync(IdOf(client));
        Assert.True(stored.ReachNow.IsEmpty);
        Assert.True(stored.IsThirdParty);
    }

    [Fact]
    public async Task A_change_of_what_people_only_read_keeps_the_approval()
    {
        var client = await SomeClientAsync();

        await RegistrationDoor.BodyAsync(await PutAsync(client, body => body["policy_uri"] = "https://app.example/privacy"));

        Assert.True((await idp.ClientAsync(IdOf(client))).ServesEveryClinic);
    }

    [Fact]
    public async Task A_token_ends_with_the_power_it_carries()
    {
        var clinic = await idp.Given.ClinicAsync(ConnectTest.PasswordOnly);
        var owner = await idp.DeveloperAsync((clinic, Role.Owner));
        var token = await TokenOfAsync(owner, clinic);
        await _door.RegisteredAsync(token);

        await idp.WithAsync<IdpDbContext, int>(db => db.Memberships.Where(m => m.UserId == owner.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.Role, Role.Admin), Ct));

        using var answer = await _door.RegisterAsync(token);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_token_ends_when_its_maker_registers_no_more_apps()
    {
        var developer = await idp.DeveloperAsync();
        var token = await idp.InitialAccessTokenAsync(developer, Reach.Nothing);
        await idp.WithAsync<IdpDbContext, int>(db => db.Users.Where(u => u.Id == developer.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsDeveloper, false), Ct));

        using var answer = await _door.RegisterAsync(token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task An_owner_writes_no_access_to_whole_systems_into_a_token()
    {
        var clinic = await idp.Given.ClinicAsync();
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.DeveloperAsync((clinic, Role.Owner)), "/developers/tokens");

        var page = await browser.SubmitAsync(new { Name = "CI", Approves = "true", Staff = "true", Scopes = "openid system/*.rs", Clinics = clinic.PracticeId });

        page.ShowsProblem("Scopes", "approved by operators only");
        Assert.Empty(page.All("#token"));
    }

    [Fact]
    public async Task Another_owner_of_the_clinic_sees_the_token_and_takes_it_back_and_no_other_clinic_does()
    {
        var (clinic, elsewhere) = (await idp.Given.ClinicAsync(ConnectTest.PasswordOnly), await idp.Given.ClinicAsync(ConnectTest.PasswordOnly));
        var token = await TokenOfAsync(await idp.DeveloperAsync((clinic, Role.Owner)), clinic);
        using var stranger = await OwnerAsync(elsewhere);
        stranger.Page.DoesNotSay("Nightly import");
        using var owner = await OwnerAsync(clinic);
        owner.Page.Says("Nightly import");

        var form = owner.Page.FormOf("RevokeToken");
        (await owner.SendAsync(form)).Says("The token is taken back");

        using var answer = await _door.RegisterAsync(token);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_registration_access_token_ends_with_its_developer()
    {
        var developer = await idp.DeveloperAsync();
        var client = await _door.RegisteredAsync(await idp.InitialAccessTokenAsync(developer, Reach.Nothing));
        await idp.WithAsync<IdpDbContext, int>(db => db.Users.Where(u => u.Id == developer.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DeactivatedAt, idp.Clock.GetUtcNow()), Ct));

        using var put = await PutAsync(client, body => body["client_name"] = "Mine again");

        Assert.Equal(HttpStatusCode.Unauthorized, put.StatusCode);
    }

    [Theory]
    [InlineData("client_secret", "\"\\ud800\"", "invalid_request")]
    [InlineData("contacts", "[\"a\\u0000b\"]", "invalid_client_metadata")]
    [InlineData("software_id", "\"a\\u0000b\"", "invalid_client_metadata")]
    [InlineData("\\ud800", "1", "invalid_client_metadata")]
    public async Task What_is_no_text_is_an_error_of_the_client(string member, string value, string error)
    {
        var client = await SomeClientAsync();
        var body = RegistrationDoor.Unchanged(client);
        body.Remove("client_secret");
        body.Remove(member);
        var json = body.ToJsonString()[..^1] + $",\"{member}\":{value}}}";

        using var response = await _door.SendAsync(HttpMethod.Put, client.GetProperty("registration_client_uri").GetString()!, TokenOf(client), json);

        Assert.Equal(error, await response.ErrorAsync());
    }

    public void Dispose()
    {
        _door.Dispose();
        GC.SuppressFinalize(this);
    }

    private static string IdOf(JsonElement client) => client.GetProperty("client_id").GetString()!;

    private static string TokenOf(JsonElement client) => client.GetProperty("registration_access_token").GetString()!;

    private async Task<JsonElement> SomeClientAsync() => await _door.RegisteredAsync(await idp.InitialAccessTokenAsync(await idp.DeveloperAsync()));

    private Task<HttpResponseMessage> PutAsync(JsonElement client, Action<JsonObject> change)
    {
        var body = RegistrationDoor.Unchanged(client);
        change(body);
        return _door.SendAsync(HttpMethod.Put, client.GetProperty("registration_client_uri").GetString()!, TokenOf(client), body.ToJsonString());
    }

    private async Task<string> TokenOfAsync(Person owner, Clinic clinic)
    {
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, owner, "/developers/tokens");
        var page = await browser.SubmitAsync(new { Name = "Nightly import", Uses = "5", Approves = "true", Staff = "true", Scopes = "openid", Clinics = clinic.PracticeId });
        return page.One("#token").TextContent;
    }

    private async Task<Browser> OwnerAsync(Clinic clinic)
    {
        var owner = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, Role.Owner)));
        var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, owner, $"/admin/{clinic.PracticeId}/apps");
        return browser;
    }
}
