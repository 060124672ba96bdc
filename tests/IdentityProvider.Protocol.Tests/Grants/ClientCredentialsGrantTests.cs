using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Protocol.Tests.Grants;

public class ClientCredentialsGrantTests
{
    private static readonly Client Service = Requests.Client with
    {
        AuthMethod = ClientAuthMethod.PrivateKeyJwt,
        ServesEveryClinic = true,
        GrantTypes = [GrantType.ClientCredentials],
        Scopes = Scope.Of(["openid", "offline_access", "fhirUser", "launch/patient", "user/*.rs", "patient/*.rs", "reports", "system/*.rs"]),
    };

    private static string Ask(Client client, string scope)
    {
        var form = RequestParameters.From([KeyValuePair.Create("scope", scope)]);
        return ClientCredentialsGrant.Parse(form).IsBroken(out var error, out var grant) || grant.Grant(client).IsBroken(out error, out var granted)
            ? error.Code
            : granted.ToString();
    }

    [Theory]
    [InlineData("", "reports system/*.rs")]
    [InlineData("system/Patient.rs", "system/Patient.rs")]
    [InlineData("system/Patient.cruds", "invalid_scope")]
    [InlineData("patient/Patient.rs", "invalid_scope")]
    [InlineData("user/*.rs", "invalid_scope")]
    [InlineData("fhirUser", "invalid_scope")]
    [InlineData("launch/patient", "invalid_scope")]
    [InlineData("reports", "reports")]
    [InlineData("openid", "invalid_scope")]
    [InlineData("offline_access", "invalid_scope")]
    [InlineData("reports unregistered", "invalid_scope")]
    [InlineData("rep\"orts", "invalid_scope")]
    public void A_client_gets_what_it_is_registered_for_and_nothing_that_is_about_a_user(string asked, string result) =>
        Assert.Equal(result, Ask(Service, asked));

    [Theory]
    [InlineData("", "reports")]
    [InlineData("system/Patient.rs", "invalid_scope")]
    public void A_client_that_shares_a_secret_gets_no_system_scope(string asked, string result) =>
        Assert.Equal(result, Ask(Service with { AuthMethod = ClientAuthMethod.ClientSecretBasic }, asked));

    [Fact]
    public void A_public_client_cannot_speak_for_itself() =>
        Assert.Equal("unauthorized_client", Ask(Service with { AuthMethod = ClientAuthMethod.None }, "reports"));

    [Fact]
    public void Nor_can_one_that_no_clinic_approved()
    {
        var waiting = Service with { ServesEveryClinic = false };

        Assert.Equal(("unauthorized_client", "reports"), (Ask(waiting, "reports"), Ask(waiting with { Clinics = [Guid.AllBitsSet] }, "reports")));
    }

    [Theory]
    [InlineData(null, "reports", 300)]
    [InlineData(3600, "reports", 3600)]
    [InlineData(3600, "system/Patient.rs", 300)]
    [InlineData(60, "system/Patient.rs", 60)]
    public void A_backend_service_gets_five_minutes_at_most(int? registered, string scope, int seconds)
    {
        var client = Service with { AccessTokenLifetime = registered is { } own ? TimeSpan.FromSeconds(own) : null };

        Assert.Equal(seconds, ClientCredentialsGrant.LifetimeFor(client, Scope.Parse(scope)!).TotalSeconds);
    }

    [Fact]
    public void The_subject_of_its_token_is_the_client()
    {
        var token = new AccessToken("https://idp.example", Service, Scope.Of(["reports"]), new TargetResources(["urn:api"]), DateTimeOffset.UnixEpoch);

        var claims = token.ToClaims(Guid.Empty);

        Assert.Equal((Service.Id, Service.Id, "urn:api"), (claims["sub"], claims["client_id"], claims["aud"]));
        Assert.DoesNotContain("grant_id", claims.Keys);
        Assert.DoesNotContain("acr", claims.Keys);
        Assert.DoesNotContain("clinic_ids", claims.Keys);
    }

    [Fact]
    public void Its_token_names_the_clinics_that_approved_it()
    {
        var clinic = Guid.AllBitsSet;
        var client = Service with { ServesEveryClinic = false, Clinics = [clinic] };
        var token = new AccessToken("https://idp.example", client, Scope.Of(["reports"]), new TargetResources(["urn:api"]), DateTimeOffset.UnixEpoch);

        Assert.Equal([clinic.ToString()], Assert.IsType<string[]>(token.ToClaims(Guid.Empty)["clinic_ids"]));
    }
}
