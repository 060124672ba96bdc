using IdentityProvider.Protocol.Smart;

namespace IdentityProvider.Protocol.Tests.Smart;

[Trait("Row", "B4")]
public class SmartConfigurationTests
{
    private static readonly Dictionary<string, object> Metadata = new(StringComparer.Ordinal)
    {
        ["issuer"] = "https://id.example",
        ["token_endpoint"] = "https://id.example/connect/token",
        ["grant_types_supported"] = new[] { "authorization_code", "client_credentials" },
        ["token_endpoint_auth_methods_supported"] = new[] { "client_secret_basic", "private_key_jwt" },
        ["end_session_endpoint"] = "https://id.example/connect/endsession",
    };

    [Fact]
    public void What_the_server_says_of_itself_is_copied_and_nothing_else()
    {
        var document = SmartConfiguration.For(Metadata, "https://id.example/account/apps", fhirBase: null);

        Assert.Same(Metadata["grant_types_supported"], document["grant_types_supported"]);
        Assert.False(document.ContainsKey("end_session_endpoint"));
        Assert.False(document.ContainsKey("introspection_endpoint"));
    }

    [Fact]
    public void A_base_without_an_EHR_cannot_be_launched_from()
    {
        var document = SmartConfiguration.For(Metadata, "https://id.example/account/apps", new SmartFhirServer(["patient/Observation.rs", "calendar"], CanLaunch: false));

        Assert.DoesNotContain("launch-ehr", (string[])document["capabilities"]);
        Assert.Contains("launch-standalone", (string[])document["capabilities"]);
        Assert.Contains("patient/Observation.rs", (string[])document["scopes_supported"]);
        Assert.DoesNotContain("calendar", (string[])document["scopes_supported"]);
    }

    [Fact]
    public void Asymmetric_clients_are_announced_when_the_server_takes_them()
    {
        var without = new Dictionary<string, object>(Metadata, StringComparer.Ordinal) { ["token_endpoint_auth_methods_supported"] = new[] { "none" } };

        Assert.Contains("client-confidential-asymmetric", (string[])SmartConfiguration.For(Metadata, "x", null)["capabilities"]);
        Assert.DoesNotContain("client-confidential-asymmetric", (string[])SmartConfiguration.For(without, "x", null)["capabilities"]);
    }
}
