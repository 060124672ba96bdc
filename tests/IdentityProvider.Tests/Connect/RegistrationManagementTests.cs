using System.Net;
using System.Text.Json;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

/// <summary>RFC 7592: a client reads, replaces and deletes its own registration, and nobody else's.</summary>
public class RegistrationManagementTests(IdpHost idp) : IClassFixture<IdpHost>, IDisposable
{
    private readonly RegistrationDoor _door = new(idp);

    private async Task<JsonElement> SomeClientAsync(string members = "", Reach? approves = null) =>
        await _door.RegisteredAsync(await idp.InitialAccessTokenAsync(await idp.DeveloperAsync(), approves), members);

    private static (string Uri, string Token, string Id) Of(JsonElement client) => (
        client.GetProperty("registration_client_uri").GetString()!, client.GetProperty("registration_access_token").GetString()!, client.GetProperty("client_id").GetString()!);

    private Task<HttpResponseMessage> PutAsync(JsonElement client, Action<System.Text.Json.Nodes.JsonObject> change)
    {
        var body = RegistrationDoor.Unchanged(client);
        change(body);
        return _door.SendAsync(HttpMethod.Put, Of(client).Uri, Of(client).Token, body.ToJsonString());
    }

    [Fact]
    public async Task A_client_reads_its_registration_but_never_its_secret()
    {
        var client = await SomeClientAsync(""" "client_name":"Charts","initiate_login_uri":"https://app.example/initiate" """);
        var (uri, token, _) = Of(client);

        using var response = await _door.SendAsync(HttpMethod.Get, uri, token);
        var read = await RegistrationDoor.BodyAsync(response);

        Assert.Equal("Charts", read.GetProperty("client_name").GetString());
        Assert.Equal("https://app.example/initiate", read.GetProperty("initiate_login_uri").GetString());
        Assert.Equal(token, read.GetProperty("registration_access_token").GetString());
        Assert.False(read.TryGetProperty("client_secret", out _));
    }

    [Fact]
    public async Task Nobody_reads_changes_or_deletes_a_client_of_somebody_else()
    {
        var (mine, theirs) = (Of(await SomeClientAsync()), Of(await SomeClientAsync()));
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete])
        {
            foreach (var token in (string?[])[mine.Token, null, "wrong", theirs.Token + "x"])
            {
                using var response = await _door.SendAsync(method, theirs.Uri, token, method == HttpMethod.Put ? "{}" : null);
                Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            }

            using var unknown = await _door.SendAsync(method, "/connect/register/no-such-client", mine.Token, method == HttpMethod.Put ? "{}" : null);
            Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        }

        Assert.Null((await idp.ClientAsync(theirs.Id)).DeletedAt);
    }

    [Fact]
    public async Task An_id_that_cannot_be_one_is_just_unknown()
    {
        using var response = await _door.SendAsync(HttpMethod.Get, $"/connect/register/%E2%82%AC{new string('x', 200)}", "wrong");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task An_update_replaces_the_registration_and_keeps_the_token_and_the_secret()
    {
        var client = await SomeClientAsync(""" "client_name":"Charts","contacts":["dev@app.example"] """);

        using var response = await PutAsync(client, body =>
        {
            body["client_name"] = "Charts 2";
            body.Remove("contacts");
        });
        var changed = await RegistrationDoor.BodyAsync(response);

        Assert.Equal("Charts 2", changed.GetProperty("client_name").GetString());
        Assert.False(changed.TryGetProperty("contacts", out _));
        Assert.False(changed.TryGetProperty("client_secret", out _));
        Assert.Equal(Of(client).Token, changed.GetProperty("registration_access_token").GetString());
        Assert.Contains("client.changed", await idp.AuditOfClientAsync(Of(client).Id));
    }

    [Theory]
    [InlineData("client_id", "other", "invalid_request")]
    [InlineData("client_id", null, "invalid_request")]
    [InlineData("client_secret", "other-secret-0123456789abcdef0123456789abcdef", "invalid_request")]
    [InlineData("registration_access_token", "x", "invalid_request")]
    [InlineData("client_secret_expires_at", "0", "invalid_request")]
    [InlineData("token_endpoint_auth_method", "nope", "invalid_client_metadata")]
    public async Task What_an_update_must_not_hold_is_refused_and_nothing_changes(string member, string? value, string error)
    {
        var client = await SomeClientAsync(""" "client_name":"Charts" """);

        using var response = await PutAsync(client, body =>
        {
            body["client_name"] = "Charts 2";
            body.Remove(member);
            if (value is not null)
            {
                body[member] = value;
            }
        });

        Assert.Equal(error, await response.ErrorAsync());
        Assert.Equal("Charts", (await idp.ClientAsync(Of(client).Id)).Name);
    }

    [Fact]
    public async Task A_bad_redirect_uri_is_refused_on_update_too()
    {
        using var response = await PutAsync(await SomeClientAsync(), body => body["redirect_uris"] = new System.Text.Json.Nodes.JsonArray("nope"));

        Assert.Equal("invalid_redirect_uri", await response.ErrorAsync());
    }

    [Fact]
    public async Task An_update_cannot_widen_what_was_approved()
    {
        var clinic = await idp.Given.ClinicAsync();
        var client = await SomeClientAsync(approves: new Reach { Scopes = ["openid", "charts:read"], Staff = true, Clinics = [clinic.Id] });

        using var response = await PutAsync(client, body =>
        {
            body["scope"] = "openid charts:read charts:write";
            body["serves_every_clinic"] = true;
            body["serves_patients"] = true;
        });
        var changed = await RegistrationDoor.BodyAsync(response);

        Assert.Equal("openid charts:read", changed.GetProperty("scope").GetString());
        var stored = await idp.ClientAsync(Of(client).Id);
        Assert.Equal((false, false), (stored.ServesEveryClinic, stored.ServesPatients));
        Assert.Equal([clinic.Id], stored.Clinics);
    }

    [Fact]
    public async Task What_was_given_up_comes_back_as_far_as_it_was_approved()
    {
        var client = await SomeClientAsync(approves: new Reach { Scopes = ["openid", "charts:read"], Staff = true, EveryClinic = true });
        using var narrowed = await PutAsync(client, body => body["scope"] = "openid");
        Assert.Equal("openid", (await RegistrationDoor.BodyAsync(narrowed)).GetProperty("scope").GetString());

        using var again = await PutAsync(client, body => body["scope"] = "openid charts:read");

        Assert.Equal("openid charts:read", (await RegistrationDoor.BodyAsync(again)).GetProperty("scope").GetString());
    }

    [Fact]
    public async Task Another_way_to_authenticate_ends_the_secret_and_the_way_back_draws_a_new_one()
    {
        var client = await SomeClientAsync();
        using var toPublic = await PutAsync(client, body =>
        {
            body["token_endpoint_auth_method"] = "none";
            body.Remove("client_secret");
        });
        Assert.False((await RegistrationDoor.BodyAsync(toPublic)).TryGetProperty("client_secret", out _));

        using var back = await PutAsync(client, body => body.Remove("client_secret"));
        var changed = await RegistrationDoor.BodyAsync(back);

        Assert.NotEqual(client.GetProperty("client_secret").GetString(), changed.GetProperty("client_secret").GetString());
        using var app = new TestApp(idp.Issuer, Of(client).Id, client.GetProperty("client_secret").GetString(), RegistrationDoor.Callback);
        using var old = await app.PostAsync("/connect/token", ("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", "x"), ("code_verifier", "x"));
        Assert.Equal("invalid_client", await old.ErrorAsync(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_deleted_client_is_gone_for_everybody()
    {
        var client = await SomeClientAsync();
        var (uri, token, id) = Of(client);

        using var deleted = await _door.SendAsync(HttpMethod.Delete, uri, token);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);

        using var read = await _door.SendAsync(HttpMethod.Get, uri, token);
        Assert.Equal(HttpStatusCode.Unauthorized, read.StatusCode);
        using var app = new TestApp(idp.Issuer, id, client.GetProperty("client_secret").GetString(), RegistrationDoor.Callback);
        using var redeem = await app.PostAsync("/connect/token", ("grant_type", "authorization_code"), ("code", "x"));
        Assert.Equal("invalid_client", await redeem.ErrorAsync(HttpStatusCode.Unauthorized));
        using var browser = idp.OpenBrowser();
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GoToAsync(app.AuthorizeUrl())).Status);
        Assert.Contains("client.deleted", await idp.AuditOfClientAsync(id));
    }

    public void Dispose()
    {
        _door.Dispose();
        GC.SuppressFinalize(this);
    }
}
