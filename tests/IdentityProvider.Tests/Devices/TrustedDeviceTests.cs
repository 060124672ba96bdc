using System.Collections.Immutable;
using IdentityProvider.Devices;
using IdentityProvider.Protocol;

namespace IdentityProvider.Tests.Devices;

public class TrustedDeviceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly ImmutableHashSet<ProofKind> TextOnly = [ProofKind.Text];
    private static readonly ImmutableHashSet<ProofKind> VoiceOnly = [ProofKind.Voice];
    private static readonly BrowserSighting Sighting = new("Firefox", "Windows", "203.0.113.7");
    private static readonly DeviceToken Token = DeviceToken.Draw();

    [Theory]
    [InlineData(30, 29, true)]
    [InlineData(30, 30, false)]
    [InlineData(90, 30, true)]
    [InlineData(1, 0, true)]
    [InlineData(0, 0, false)]
    [InlineData(-1, 0, false)]
    public void A_device_counts_for_the_days_of_the_policy_of_today(int days, int daysLater, bool counts) =>
        Assert.Equal(counts, Device().CountsFor(days, TextOnly, Noon.AddDays(daysLater)));

    [Theory]
    [InlineData(364, true)]
    [InlineData(365, false)]
    [Trait("Row", "TA7")]
    public void TA7_a_year_is_the_longest_whatever_a_policy_says(int daysLater, bool counts) =>
        Assert.Equal(counts, Device().CountsFor(days: 100_000, TextOnly, Noon.AddDays(daysLater)));

    [Fact]
    public void A_device_counts_only_while_the_clinic_accepts_what_earned_it()
    {
        Assert.True(Device(ProofKind.Text).CountsFor(30, TextOnly, Noon));
        Assert.False(Device(ProofKind.Text).CountsFor(30, VoiceOnly, Noon));
        Assert.False(Device(ProofKind.Email).CountsFor(30, TextOnly, Noon));
    }

    [Fact]
    public void A_passkey_is_accepted_everywhere() => Assert.True(Device(ProofKind.Passkey).CountsFor(30, ImmutableHashSet<ProofKind>.Empty, Noon));

    [Theory]
    [InlineData(ProofKind.Text, true)]
    [InlineData(ProofKind.Passkey, true)]
    [InlineData(ProofKind.Password, false)]
    [InlineData(ProofKind.BypassCode, false)]
    [InlineData(ProofKind.RecoveryCode, false)]
    [InlineData(ProofKind.TrustedDevice, false)]
    public void Only_a_factor_of_the_users_own_earns_trust(ProofKind proof, bool earns) => Assert.Equal(earns, TrustedDevice.IsEarnedBy(proof));

    [Fact]
    public void An_ended_device_counts_for_nothing_and_recognises_nobody()
    {
        var device = Device();
        device.End(DeviceEnd.PasswordChanged, Noon.AddDays(1));

        Assert.False(device.CountsFor(30, TextOnly, Noon.AddDays(1)));
        Assert.Equal(DevicePresented.Ended, device.Judge(Token.VerifierHash(), Noon.AddDays(1)));
    }

    [Fact]
    public void The_first_reason_for_an_end_stands()
    {
        var device = Device();
        device.End(DeviceEnd.Stolen, Noon);
        device.End(DeviceEnd.Revoked, Noon.AddDays(1));

        Assert.Equal(DeviceEnd.Stolen, device.EndedFor);
    }

    [Fact]
    public void The_current_verifier_is_current() => Assert.Equal(DevicePresented.Current, Device().Judge(Token.VerifierHash(), Noon));

    [Fact]
    public void Any_other_verifier_is_stolen() => Assert.Equal(DevicePresented.Stolen, Device().Judge(Token.Renew().VerifierHash(), Noon));

    [Theory]
    [InlineData(59, DevicePresented.Overtaken)]
    [InlineData(60, DevicePresented.Undelivered)]
    [InlineData(86_400, DevicePresented.Undelivered)]
    public void The_previous_verifier_was_overtaken_for_a_minute_and_is_undelivered_later(int secondsLater, DevicePresented expected)
    {
        var device = Device();
        device.Rotate(Token.VerifierHash(), Token.Renew().VerifierHash(), Sighting, Noon);

        Assert.Equal(expected, device.Judge(Token.VerifierHash(), Noon.AddSeconds(secondsLater)));
    }

    [Fact]
    public void Once_the_current_verifier_was_seen_the_one_before_it_is_stolen()
    {
        var device = Device();
        var second = Token.Renew();
        device.Rotate(Token.VerifierHash(), second.VerifierHash(), Sighting, Noon);
        device.Rotate(second.VerifierHash(), second.Renew().VerifierHash(), Sighting, Noon.AddDays(1));

        Assert.Equal(DevicePresented.Stolen, device.Judge(Token.VerifierHash(), Noon.AddDays(1)));
        Assert.Equal(DevicePresented.Overtaken, device.Judge(second.VerifierHash(), Noon.AddDays(1)));
    }

    [Theory]
    [InlineData(59, DevicePresented.Overtaken)]
    [InlineData(60, DevicePresented.Stolen)]
    public void The_previous_verifier_is_stolen_once_the_current_one_was_seen_even_if_it_was_not_replaced(int secondsLater, DevicePresented expected)
    {
        var device = Device();
        device.Rotate(Token.VerifierHash(), Token.Renew().VerifierHash(), Sighting, Noon);
        device.SeeCurrent(Noon.AddSeconds(1));

        Assert.Equal(expected, device.Judge(Token.VerifierHash(), Noon.AddSeconds(secondsLater)));
    }

    private static TrustedDevice Device(ProofKind earnedBy = ProofKind.Text) =>
        new(Guid.Empty, earnedBy, Token, Sighting, Noon);
}
