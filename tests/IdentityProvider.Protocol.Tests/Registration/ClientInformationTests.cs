using System.Text.Json;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.Protocol.Registration;

namespace IdentityProvider.Protocol.Tests.Registration;

/// <summary>RFC 7591 §3.2.1: the answer says what is registered.</summary>
public class ClientInformationTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static JsonElement Render(Client client, string? secret = null) =>
        JsonSerializer.SerializeToElement(ClientInformation.Of(client, Noon, secret));

    [Fact]
    public void It_names_the_client_and_what_it_may()
    {
        var answer = Render(Requests.Client, "drawn");

        Assert.Equal("ehr", answer.GetProperty("client_id").GetString());
        Assert.Equal(Noon.ToUnixTimeSeconds(), answer.GetProperty("client_id_issued_at").GetInt64());
        Assert.Equal("drawn", answer.GetProperty("client_secret").GetString());
        Assert.Equal(0, answer.GetProperty("client_secret_expires_at").GetInt32());
        Assert.Equal("[\"authorization_code\",\"refresh_token\"]", answer.GetProperty("grant_types").GetRawText());
        Assert.Equal("[\"code\"]", answer.GetProperty("response_types").GetRawText());
        Assert.Equal("openid profile offline_access", answer.GetProperty("scope").GetString());
        Assert.Equal("client_secret_basic", answer.GetProperty("token_endpoint_auth_method").GetString());
        Assert.Equal("public", answer.GetProperty("subject_type").GetString());
    }

    [Fact]
    public void What_is_not_registered_is_not_in_it()
    {
        var answer = Render(Requests.Client);

        Assert.All(
            ["client_secret", "client_secret_expires_at", "jwks", "jwks_uri", "logo_uri", "contacts", "default_max_age", "require_pkce", "dpop_bound_access_tokens"],
            name => Assert.False(answer.TryGetProperty(name, out _), name));
    }

    [Fact]
    public void Grants_and_responses_are_there_even_when_there_are_none()
    {
        var answer = Render(Requests.Client with { GrantTypes = [GrantType.ClientCredentials], RedirectUris = [] });

        Assert.Equal("[]", answer.GetProperty("response_types").GetRawText());
        Assert.False(answer.TryGetProperty("redirect_uris", out _));
    }

    [Fact]
    public void What_was_read_and_registered_comes_back_the_same()
    {
        var client = Requests.Client with
        {
            Jwks = """{"keys":[]}""",
            RequiresPkce = false,
            IsDpopBound = true,
            DefaultMaxAge = TimeSpan.FromSeconds(90),
            InitiateLoginUri = "https://app.example/initiate",
            SubjectType = SubjectType.Pairwise,
            About = new ClientAbout { LogoUri = "https://app.example/logo.png", Contacts = ["dev@app.example"] },
        };

        Assert.False(ClientMetadataReader.Read(Render(client)).IsBroken(out _, out var read) && read is null);
        Assert.NotNull(read);
        Assert.Equal((client.Jwks, client.RequiresPkce, client.IsDpopBound), (read.Jwks, read.RequiresPkce, read.IsDpopBound));
        Assert.Equal((client.DefaultMaxAge, client.InitiateLoginUri, client.SubjectType), (read.DefaultMaxAge, read.InitiateLoginUri, read.SubjectType));
        Assert.Equal(client.About.LogoUri, read.About.LogoUri);
        Assert.Equal(client.Scopes, read.Scopes);
    }

    [Fact]
    public void No_claim_of_approval_is_read_from_anybody()
    {
        const string Wished =
            """
            {"redirect_uris":["https://app.example/cb"],"serves_every_clinic":true,"clinics":["00000000-0000-0000-0000-000000000001"],"serves_staff":true,
             "may_introspect_all_tokens":true,"is_third_party":false,"owner_id":"00000000-0000-0000-0000-000000000001","access_token_lifetime":9999}
            """;
        using var wished = JsonDocument.Parse(Wished);

        // What others decide has no member in the type, so there is nothing that could be set by accident.
        Assert.False(ClientMetadataReader.Read(wished.RootElement).IsBroken(out _, out _));
        Assert.Empty(typeof(ClientMetadata).GetProperties().Select(property => property.Name)
            .Intersect(["ServesEveryClinic", "Clinics", "ServesStaff", "ServesPatients", "MayIntrospectAll", "IsThirdParty", "OwnerId"], StringComparer.Ordinal));
    }
}
