using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Protocol.Tests.Grants;

public class DeviceCodeGrantTests
{
    private static readonly Client Device = Requests.Client with { GrantTypes = [GrantType.DeviceCode] };

    [Theory]
    [InlineData(DeviceProgress.Pending, false, false, "authorization_pending")]
    [InlineData(DeviceProgress.Pending, false, true, "slow_down")]
    [InlineData(DeviceProgress.Pending, true, true, "expired_token")]
    [InlineData(DeviceProgress.Denied, true, true, "access_denied")]
    [InlineData(DeviceProgress.Redeemed, false, false, "invalid_grant")]
    [InlineData(DeviceProgress.Approved, false, true, "invalid_grant")]
    [InlineData(DeviceProgress.Approved, true, false, "expired_token")]
    public void A_device_hears_what_to_do_next(DeviceProgress progress, bool expired, bool tooSoon, string error) =>
        Assert.Equal(error, DeviceCodeGrant.WhyNot(progress, expired, tooSoon).Code);

    [Fact]
    public void A_device_code_is_needed() =>
        Assert.True(DeviceCodeGrant.Parse(RequestParameters.From([])).IsBroken(out _, out _));

    [Theory]
    [InlineData("openid profile", null)]
    [InlineData("openid email", "invalid_scope")]
    [InlineData("openid \"x\"", "invalid_scope")]
    [InlineData("", "invalid_scope")]
    public void A_device_asks_for_what_it_is_registered_for(string scope, string? error) =>
        Assert.Equal(error, Error(DeviceAuthorizationRequest.Parse(RequestParameters.From([new("scope", scope)]), Device)));

    [Fact]
    public void Only_a_client_that_is_registered_for_it_may_begin() =>
        Assert.Equal("unauthorized_client", Error(DeviceAuthorizationRequest.Parse(RequestParameters.From([new("scope", "openid")]), Requests.Client)));

    [Theory]
    [InlineData("system/*.rs")]
    [InlineData("System/Patient.r")]
    [InlineData("patient/Observation.rs")]
    [InlineData("user/*.cruds")]
    [InlineData("launch/patient")]
    [InlineData("launch")]
    [InlineData("launch:prepare")]
    [InlineData("fhirUser")]
    public void No_device_gets_at_records_since_nobody_is_asked_whose(string scope)
    {
        var registered = Device with { Scopes = Scope.Of(["openid", scope]) };

        Assert.Equal("invalid_scope", Error(DeviceAuthorizationRequest.Parse(RequestParameters.From([new("scope", $"openid {scope}")]), registered)));
    }

    [Fact]
    public void No_client_held_to_FAPI_begins_on_a_device() =>
        Assert.Equal("unauthorized_client", Error(DeviceAuthorizationRequest.Parse(
            RequestParameters.From([new("scope", "openid")]), Device with { Profile = SecurityProfile.Fapi2 })));

    private static string? Error(Parsed<DeviceAuthorizationRequest> parsed) => parsed.IsBroken(out var error, out _) ? error.Code : null;
}
