using System.Text.Json;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.Protocol.Registration;

namespace IdentityProvider.Protocol.Tests.Registration;

/// <summary>RFC 7591 §2 and OpenID Connect Registration 1.0 §2: what is read, what is refused, with which error.</summary>
public class ClientMetadataTests
{
    private const string Callback = "https://app.example/cb";
    private const string Ec =
        """{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}""";

    private static readonly RegistrationTerms Terms = new(AllowsLoopback: false, ["RS256", "ES256", "PS256"]);

    // The whole way: read, then judged. Gives the error, or "" when it can be registered.
    private static string Error(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ClientMetadataReader.Read(document.RootElement).IsBroken(out var error, out var client)
            ? error.Code
            : ClientMetadataRules.Broken(client, Terms).FirstOrDefault()?.ToError().Code ?? "";
    }

    private static ClientMetadata Read(string members)
    {
        using var document = JsonDocument.Parse($$"""{"redirect_uris":["{{Callback}}"]{{(members.Length > 0 ? "," : "")}}{{members}}}""");
        return ClientMetadataReader.Read(document.RootElement).IsBroken(out var error, out var client)
            ? throw new InvalidOperationException(error.Description)
            : client;
    }

    private static string ErrorWith(string members) => Error($$"""{"redirect_uris":["{{Callback}}"],{{members}}}""");

    [Fact]
    public void What_is_left_out_has_the_defaults_of_the_specification()
    {
        var client = Read("");

        Assert.Equal([GrantType.AuthorizationCode], client.GrantTypes);
        Assert.Equal(ClientAuthMethod.ClientSecretBasic, client.AuthMethod);
        Assert.Equal("RS256", client.IdTokenAlgorithm);
        Assert.Equal(SubjectType.Public, client.SubjectType);
        Assert.False(client.IsNative);
        Assert.True(client.RequiresPkce);
        Assert.Equal(ClientKind.Web, client.Kind);
        Assert.Equal("app.example", client.EffectiveName);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"redirect_uris":[]}""")]
    [InlineData("""{"redirect_uris":"x"}""")]
    [InlineData("""{"redirect_uris":[1]}""")]
    [InlineData("""{"redirect_uris":[null]}""")]
    [InlineData("""{"redirect_uris":{}}""")]
    [InlineData("""{"redirect_uris":["javascript:alert(1)"]}""")]
    [InlineData("""{"redirect_uris":["https://app.example/cb#"]}""")]
    [InlineData("""{"redirect_uris":["https://app.example/cb","http://app.example/cb"]}""")]
    [InlineData("""{"redirect_uris":["com.example.app:/cb"]}""")]
    [InlineData("""{"redirect_uris":["https://app.example/\u0000"]}""")]
    [InlineData("""{"redirect_uris":["https://app.example/cb"],"grant_types":["client_credentials"]}""")]
    public void Redirect_uris_have_an_error_of_their_own(string json) => Assert.Equal("invalid_redirect_uri", Error(json));

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    [InlineData("""  "x"  """)]
    public void The_body_is_an_object(string json) => Assert.Equal("invalid_client_metadata", Error(json));

    [Theory]
    [InlineData(""" "grant_types":["foo"] """)]
    [InlineData(""" "grant_types":"x" """)]
    [InlineData(""" "grant_types":["implicit"],"response_types":["code"] """)]
    [InlineData(""" "grant_types":["password"] """)]
    [InlineData(""" "grant_types":["authorization_code"],"response_types":[] """)]
    [InlineData(""" "response_types":["foo"] """)]
    [InlineData(""" "response_types":["code id_token"] """)]
    [InlineData(""" "token_endpoint_auth_method":"foo" """)]
    [InlineData(""" "token_endpoint_auth_method":"client_secret_jwt" """)]
    [InlineData(""" "token_endpoint_auth_method":"tls_client_auth" """)]
    [InlineData(""" "token_endpoint_auth_method":1 """)]
    [InlineData(""" "id_token_signed_response_alg":"XX" """)]
    [InlineData(""" "id_token_signed_response_alg":"none" """)]
    [InlineData(""" "id_token_signed_response_alg":"HS256" """)]
    [InlineData(""" "request_object_signing_alg":"none" """)]
    [InlineData(""" "token_endpoint_auth_signing_alg":"HS256" """)]
    [InlineData(""" "subject_type":"foo" """)]
    [InlineData(""" "application_type":"foo" """)]
    [InlineData(""" "jwks":"x" """)]
    [InlineData(""" "jwks":{"keys":"x"} """)]
    [InlineData(""" "jwks":{"keys":[{"kty":"foo"}]},"token_endpoint_auth_method":"private_key_jwt" """)]
    [InlineData(""" "jwks":{"keys":[{"kty":"oct","k":"AA"}]} """)]
    [InlineData(""" "jwks_uri":"nope" """)]
    [InlineData(""" "jwks_uri":"http://127.0.0.1/jwks" """)]
    [InlineData(""" "token_endpoint_auth_method":"private_key_jwt" """)]
    [InlineData(""" "require_signed_request_object":true """)]
    [InlineData(""" "client_uri":"nope" """)]
    [InlineData(""" "logo_uri":"javascript:alert(1)" """)]
    [InlineData(""" "tos_uri":"data:text/html,x" """)]
    [InlineData(""" "contacts":"x" """)]
    [InlineData(""" "default_max_age":"x" """)]
    [InlineData(""" "default_max_age":-1 """)]
    [InlineData(""" "default_max_age":1e99 """)]
    [InlineData(""" "client_name":{"a":1} """)]
    [InlineData(""" "client_name":"a\u202Eb" """)]
    [InlineData(""" "client_name":"a\u0000b" """)]
    [InlineData(""" "client_name":" " """)]
    [InlineData(""" "client_name":"a\ud800" """)]
    [InlineData(""" "initiate_login_uri":"nope" """)]
    [InlineData(""" "initiate_login_uri":"http://rp.example.com/initiate" """)]
    [InlineData(""" "initiate_login_uri":"http://127.0.0.1/initiate" """)]
    [InlineData(""" "post_logout_redirect_uris":["nope"] """)]
    [InlineData(""" "post_logout_redirect_uris":["javascript:alert(1)"] """)]
    [InlineData(""" "backchannel_logout_uri":"nope" """)]
    [InlineData(""" "backchannel_logout_uri":"http://169.254.169.254/" """)]
    [InlineData(""" "backchannel_logout_session_required":"x" """)]
    [InlineData(""" "require_auth_time":"x" """)]
    [InlineData(""" "scope":1 """)]
    [InlineData(""" "scope":"a\u00e4" """)]
    [InlineData(""" "request_uris":"x" """)]
    [InlineData(""" "allowed_cors_origins":["*"] """)]
    [InlineData(""" "subject_type":"pairwise","sector_identifier_uri":"nope" """)]
    [InlineData(""" "grant_types":["authorization_code","client_credentials"],"token_endpoint_auth_method":"none" """)]
    [InlineData(""" "require_pkce":false,"token_endpoint_auth_method":"none" """)]
    [InlineData(""" "id_token_encrypted_response_alg":"RSA-OAEP" """)]
    [InlineData(""" "userinfo_signed_response_alg":"RS256" """)]
    [InlineData(""" "tls_client_certificate_bound_access_tokens":true """)]
    public void Everything_else_that_cannot_be_registered_is_invalid_client_metadata(string members) =>
        Assert.Equal("invalid_client_metadata", ErrorWith(members));

    [Fact]
    public void A_refresh_token_needs_a_first_one() => Assert.Equal("invalid_client_metadata", Error("""{"grant_types":["refresh_token"]}"""));

    [Fact]
    public void Keys_come_by_value_or_by_address_not_both() =>
        Assert.Equal("invalid_client_metadata", ErrorWith($$""" "jwks":{{Ec}},"jwks_uri":"https://app.example/jwks" """));

    [Theory]
    [InlineData(""" "foo_unknown":1 """)]
    [InlineData(""" "client_name":null,"contacts":null """)]
    [InlineData(""" "request_uris":["https://app.example/r"],"require_auth_time":true,"default_acr_values":["x"] """)]
    [InlineData(""" "grant_types":["authorization_code","refresh_token"],"response_types":["code"] """)]
    [InlineData(""" "software_statement":"x" """)]
    [InlineData(""" "token_endpoint_auth_method":"private_key_jwt","jwks_uri":"https://app.example/jwks" """)]
    public void What_it_does_not_know_and_what_is_null_is_left_out(string members) => Assert.Equal("", ErrorWith(members));

    [Theory]
    [InlineData(""" {"grant_types":["client_credentials"],"response_types":[]} """, ClientKind.Service)]
    [InlineData(""" {"grant_types":["urn:ietf:params:oauth:grant-type:device_code","refresh_token"],"token_endpoint_auth_method":"none"} """, ClientKind.Device)]
    [InlineData(""" {"grant_types":[]} """, ClientKind.Service)]
    [InlineData(""" {"redirect_uris":["https://app.example/cb"],"token_endpoint_auth_method":"none"} """, ClientKind.Browser)]
    [InlineData(""" {"redirect_uris":["com.example.app:/cb"],"application_type":"native","token_endpoint_auth_method":"none"} """, ClientKind.Native)]
    [InlineData(""" {"redirect_uris":["https://app.example/cb"],"scope":"launch openid"} """, ClientKind.Smart)]
    [InlineData(""" {"redirect_uris":["https://app.example/cb"],"launch_uri":"https://app.example/launch"} """, ClientKind.Smart)]
    public void What_a_client_is_follows_from_what_it_registers(string json, ClientKind kind)
    {
        using var document = JsonDocument.Parse(json);

        Assert.Equal("", Error(json));
        Assert.False(ClientMetadataReader.Read(document.RootElement).IsBroken(out _, out var client));
        Assert.Equal(kind, client!.Kind);
    }

    [Fact]
    public void An_app_in_the_browser_calls_from_where_it_lives() =>
        Assert.Equal(["https://app.example"], Read(""" "token_endpoint_auth_method":"none" """).EffectiveCorsOrigins);

    [Fact]
    public void A_server_s_answers_are_for_no_scripts() => Assert.Empty(Read("").EffectiveCorsOrigins);

    [Fact]
    public void Pairwise_subjects_for_two_hosts_need_a_sector() => Assert.Equal("invalid_client_metadata", Error(
        """{"redirect_uris":["https://a.example/cb","https://b.example/cb"],"subject_type":"pairwise"}"""));

    [Fact]
    public void The_security_profile_names_everything_that_falls_short()
    {
        var problems = ClientMetadataRules.Broken(Read("") with { Profile = SecurityProfile.Fapi2 }, Terms).ToList();

        Assert.All(problems, problem => Assert.Equal(MetadataFault.BelowProfile, problem.Fault));
        Assert.Equal(
            ["dpop_bound_access_tokens", "id_token_signed_response_alg", "require_pushed_authorization_requests", "token_endpoint_auth_method"],
            problems.Select(problem => problem.Member).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_fault_has_a_sentence_in_characters_that_an_error_may_have()
    {
        foreach (var fault in Enum.GetValues<MetadataFault>())
        {
            var sentence = new MetadataProblem("jwks", fault).ToError().Description;
            Assert.All(sentence, c => Assert.True(c is >= ' ' and <= '~' and not '"' and not '\\', $"{fault}: {c}"));
        }
    }
}
