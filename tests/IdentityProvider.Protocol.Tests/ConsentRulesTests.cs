namespace IdentityProvider.Protocol.Tests;

public class ConsentRulesTests
{
    private static readonly Client Stranger = Requests.Client with { IsThirdParty = true };
    private static readonly Scope Asked = Scope.Of(["openid", "profile", "patient/Observation.rs"]);

    [Fact]
    public void The_clinics_own_app_has_consent_by_registration() =>
        Assert.False(ConsentRules.MustAsk(Requests.Client, Prompt.Unspecified, Asked, decided: null));

    [Fact]
    public void Somebody_elses_app_asks_until_everything_it_wants_is_decided()
    {
        Assert.True(ConsentRules.MustAsk(Stranger, Prompt.Unspecified, Asked, decided: null));
        Assert.True(ConsentRules.MustAsk(Stranger, Prompt.Unspecified, Asked, new(Scope.Of(["openid", "profile"]), Scope.None)));
        Assert.False(ConsentRules.MustAsk(Stranger, Prompt.Unspecified, Asked, new(Asked, Scope.None)));
    }

    [Fact]
    public void A_no_is_a_decision_too() =>
        Assert.False(ConsentRules.MustAsk(Stranger, Prompt.Unspecified, Asked, new(Scope.Of(["openid", "profile"]), Scope.Of(["patient/Observation.rs"]))));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Prompt_consent_asks_in_any_case(bool thirdParty) =>
        Assert.True(ConsentRules.MustAsk(thirdParty ? Stranger : Requests.Client, Prompt.Parse("consent")!, Asked, new(Asked, Scope.None)));

    [Theory]
    [InlineData("openid", false)]
    [InlineData("launch", false)]
    [InlineData("launch/patient", false)]
    [InlineData("launchpad", true)]
    [InlineData("profile", true)]
    [InlineData("offline_access", true)]
    [InlineData("patient/Observation.rs?category=x", true)]
    public void Only_signing_in_itself_cannot_be_left_out(string scope, bool can) => Assert.Equal(can, ConsentRules.CanBeRefused(scope));

    [Fact]
    public void A_form_can_take_away_and_never_add()
    {
        Assert.Equal("openid profile", ConsentRules.Granted(Asked, ["profile", "patient/*.cruds", "offline_access"]).ToString());
        Assert.Equal("openid", ConsentRules.Granted(Asked, []).ToString());
    }
}
