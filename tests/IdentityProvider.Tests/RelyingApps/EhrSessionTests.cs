using Samples.Ehr.SignIn;

namespace IdentityProvider.Tests.RelyingApps;

public class EhrSessionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(15);
    private static readonly TokenAnswer Tokens = new("access", 300, "id", "refresh", null, null);
    private static readonly SignedInUser User = new("user-1", "LAKE-1042", "staff", "urn:idp:acr:aal2", ["pwd"], Noon);

    private readonly EhrSession _session = new("id", User, Tokens, Noon);

    [Theory]
    [InlineData(899, false)]
    [InlineData(900, true)]
    public void The_screen_locks_after_the_idle_time_and_not_a_second_earlier(int secondsLater, bool locked)
    {
        _session.Touch(Noon.AddSeconds(secondsLater), Idle);

        Assert.Equal(locked, _session.LockedAt is not null);
    }

    [Fact]
    public void A_locked_screen_stays_locked_whatever_moves()
    {
        _session.Touch(Noon + Idle, Idle);
        _session.Touch(Noon + Idle + TimeSpan.FromSeconds(1), Idle);

        Assert.Equal(Noon + Idle, _session.LockedAt);
    }

    [Fact]
    public void A_renewal_is_no_sign_of_life()
    {
        _session.Renew(Tokens, Noon.AddMinutes(14));
        _session.Touch(Noon + Idle, Idle);

        Assert.NotNull(_session.LockedAt);
    }

    [Theory]
    [InlineData(299, true)]
    [InlineData(300, false)]
    public void A_session_lives_as_long_as_its_access(int secondsLater, bool live) =>
        Assert.Equal(live, _session.IsLive(Noon.AddSeconds(secondsLater)));

    [Theory]
    [InlineData(239, false)]
    [InlineData(240, true)]
    public void Access_is_renewed_a_minute_before_it_ends(int secondsLater, bool due) =>
        Assert.Equal(due, _session.IsDueForRenewal(Noon.AddSeconds(secondsLater)));

    [Fact]
    public void What_a_refresh_leaves_out_stays()
    {
        _session.Renew(new TokenAnswer("access-2", 300, null, null, null, null), Noon);

        Assert.Equal(("access-2", "id", "refresh"), (_session.AccessToken, _session.IdToken, _session.RefreshToken));
    }

    [Theory]
    [InlineData("aal1", "pwd", "Password only")]
    [InlineData("aal1-td", "pwd tdev", "Password, on a browser that was remembered earlier")]
    [InlineData("aal2", "pwd otp sms mfa", "Password and a code by text message")]
    [InlineData("aal2", "pwd otp tel mfa", "Password and a code by voice call")]
    [InlineData("aal2", "pwd otp mfa", "Password and a code from an authenticator app")]
    public void How_someone_signed_in_is_said_in_words(string acr, string amr, string words) =>
        Assert.Equal(words, (User with { Acr = $"urn:idp:acr:{acr}", Amr = amr.Split(' ') }).How);
}
