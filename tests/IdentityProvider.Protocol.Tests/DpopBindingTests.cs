using IdentityProvider.Protocol.Jose;

namespace IdentityProvider.Protocol.Tests;

public class DpopBindingTests
{
    [Fact]
    public void The_thumbprint_is_that_of_RFC_7638()
    {
        // The key and thumbprint of RFC 9449 §6.1, figure 10 and §4.2.
        var key = PublicJwk.Read(System.Text.Json.JsonDocument.Parse("""
            {"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"}
            """).RootElement);

        Assert.Equal("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I", key?.Thumbprint);
    }

    [Theory]
    [InlineData(false, SecurityProfile.Baseline, null, true)]
    [InlineData(false, SecurityProfile.Baseline, "RS256", true)]
    [InlineData(true, SecurityProfile.Baseline, null, false)]
    [InlineData(true, SecurityProfile.Baseline, "RS256", true)]
    [InlineData(false, SecurityProfile.Fapi2, null, false)]
    [InlineData(false, SecurityProfile.Fapi2, "ES256", true)]
    [InlineData(false, SecurityProfile.Fapi2, "RS256", false)]
    public void A_client_registered_for_it_or_for_FAPI_must_prove_a_key(bool bound, SecurityProfile profile, string? algorithm, bool allowed)
    {
        var proof = algorithm is null ? null : new DpopProof("k", SigningAlgorithm.Find(algorithm)!, "id", Nonce: null, DateTimeOffset.UnixEpoch);

        Assert.Equal(allowed, DpopBinding.OfClient(Requests.Client with { IsDpopBound = bound, Profile = profile }, proof) is null);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, "k", null)]
    [InlineData("k", "k", null)]
    [InlineData("k", "other", "invalid_grant")]
    [InlineData("k", null, "invalid_grant")]
    public void A_code_goes_to_the_key_that_was_announced(string? announced, string? shown, string? error) =>
        Assert.Equal(error, DpopBinding.OfCode(announced, shown)?.Code);

    [Theory]
    [InlineData(true, null, null, null)]
    [InlineData(true, null, "k", null)]
    [InlineData(true, "k", "k", null)]
    [InlineData(true, "k", "other", "invalid_grant")]
    [InlineData(true, "k", null, "invalid_dpop_proof")]
    [InlineData(false, "k", "other", null)]
    [InlineData(false, "k", null, "invalid_dpop_proof")]
    public void A_refresh_keeps_to_the_key_and_a_confidential_client_may_change_it(bool isPublic, string? bound, string? shown, string? error)
    {
        var client = Requests.Client with { AuthMethod = isPublic ? ClientAuthMethod.None : ClientAuthMethod.ClientSecretBasic };

        Assert.Equal(error, DpopBinding.OfRefresh(client, bound, shown)?.Code);
    }
}
