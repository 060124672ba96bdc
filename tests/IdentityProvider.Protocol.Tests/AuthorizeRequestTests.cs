namespace IdentityProvider.Protocol.Tests;

/// <summary>What cannot be read out of an authorization request, and what is read out of it.</summary>
public class AuthorizeRequestTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> EveryParameter => [.. AuthorizeRequest.ParameterNames];

    /// <summary>RFC 8707 §2 lets one come several times.</summary>
    public static TheoryData<string> EveryParameterButResource => [.. AuthorizeRequest.ParameterNames.Where(name => name != TargetResources.Parameter)];

    [Theory, MemberData(nameof(EveryParameterButResource))]
    public void A_parameter_sent_twice_is_refused(string name) =>
        Assert.Equal("invalid_request", Requests.Error(Requests.With((name, "1"), (name, "2"))));

    [Theory, MemberData(nameof(EveryParameter))]
    public void A_parameter_beyond_its_length_is_refused(string name) =>
        Assert.Equal("invalid_request", Requests.Error(Requests.With((name, new string('a', 8193)))));

    [Fact]
    public void Parameters_that_are_long_one_by_one_are_too_long_together()
    {
        (string Name, string? Value)[] most = [("claims", $"{{\"{new string('a', 4000)}\":1}}"), ("id_token_hint", new string('a', 8000)), ("login_hint", new string('a', 2000))];

        Assert.False(AuthorizeRequest.Parse(Requests.With(most)).IsBroken(out _, out _));
        Assert.Equal("invalid_request", Requests.Error(Requests.With([.. most, ("ui_locales", new string('a', 2000)), ("acr_values", new string('a', 2000))])));
    }

    [Theory, MemberData(nameof(EveryParameter))]
    public void A_NUL_is_refused_anywhere(string name) =>
        Assert.Equal("invalid_request", Requests.Error(Requests.With((name, "a\0b"))));

    [Theory]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("1.5")]
    [InlineData(" 1")]
    [InlineData("99999999999999999999")]
    public void A_max_age_that_is_no_number_of_seconds_is_refused(string maxAge) =>
        Assert.Equal("invalid_request", Requests.Error(Requests.With(("max_age", maxAge))));

    [Theory]
    [InlineData("LAKE-1042")]
    [InlineData("{00000000-0000-0000-0000-000000000000}")]
    public void A_clinic_id_that_is_no_UUID_is_refused(string clinicId) =>
        Assert.Equal("invalid_request", Requests.Error(Requests.With(("clinic_id", clinicId))));

    [Fact]
    public void Half_a_character_is_refused() => Assert.Equal("invalid_request", Requests.Error(Requests.With(("state", "a\ud83d"))));

    [Fact]
    public void A_parameter_without_a_value_counts_as_left_out()
    {
        var request = Requests.Read(Requests.With(("prompt", ""), ("max_age", ""), ("acr_values", ""), ("login_hint", "")));

        Assert.Equal(Prompt.Unspecified, request.Prompt);
        Assert.Null(request.MaxAge);
        Assert.Empty(request.AcrValues);
        Assert.Null(request.LoginHint);
    }

    [Fact]
    public void An_unknown_parameter_is_ignored_even_twice() => Assert.Null(Requests.Error(Requests.With(("extra", "1"), ("extra", "2"))));

    [Fact]
    public void Max_age_0_asks_for_proof_again() =>
        Assert.True(Requests.Read(Requests.With(("max_age", "0"))).FreshnessAt(Noon, Requests.Client).ProveAgain);

    [Theory]
    [InlineData("login", true)]
    [InlineData("select_account", true)]
    [InlineData("consent", false)]
    [InlineData("none", false)]
    public void Some_prompts_ask_for_proof_again(string prompt, bool again) =>
        Assert.Equal(again, Requests.Read(Requests.With(("prompt", prompt))).FreshnessAt(Noon, Requests.Client).ProveAgain);

    [Fact]
    public void A_stored_request_reads_back_as_it_was()
    {
        var parameters = Requests.With(("state", "a b+c%2F&=#?\"'<>ü中\U0001F600"), ("ui_locales", "es en"));

        var again = RequestParameters.Parse(parameters.ToFormText(AuthorizeRequest.ParameterNames));

        Assert.Equal(parameters["state"], again["state"]);
        Assert.Equal("es en", Requests.Read(again).UiLocales);
        Assert.Equal(parameters.ToFormText(AuthorizeRequest.ParameterNames), again.ToFormText(AuthorizeRequest.ParameterNames));
    }
}
