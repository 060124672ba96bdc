using IdentityProvider.Devices;
using IdentityProvider.Protocol;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Devices;

/// <summary>Trust on a real database, with browsers that keep, lose and copy their cookies.</summary>
public class TrustedDevicesTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private readonly Workstation _desk = new(idp);
    private readonly Guid _maya = Guid.CreateVersion7(idp.Clock.GetUtcNow());

    [Fact]
    [Trait("Row", "TA6")]
    public async Task TA6_a_browser_that_was_trusted_is_recognised_for_its_user_and_for_nobody_else()
    {
        var device = await TrustAsync(_desk, _maya);

        Assert.Equal(device.Id, (await RecognizeAsync(_desk, _maya)).Device?.Id);
        Assert.Equal(DeviceSighting.None, await RecognizeAsync(_desk, Guid.CreateVersion7(idp.Clock.GetUtcNow())));
    }

    [Fact]
    [Trait("Row", "TA7")]
    public async Task TA7_another_browser_and_cleared_cookies_are_not_recognised()
    {
        await TrustAsync(_desk, _maya);
        var other = new Workstation(idp);
        _desk.Cookies.Clear();

        Assert.Equal(DeviceSighting.None, await RecognizeAsync(other, _maya));
        Assert.Equal(DeviceSighting.None, await RecognizeAsync(_desk, _maya));
    }

    [Fact]
    public async Task The_cookies_name_does_not_tell_whose_it_is()
    {
        await TrustAsync(_desk, _maya);

        Assert.DoesNotContain(_maya.ToString("N")[..12], _desk.Cookies.Keys.Single(), StringComparison.Ordinal);
        Assert.Matches("td-[0-9a-f]{12}$", _desk.Cookies.Keys.Single());
    }

    [Fact]
    [Trait("Row", "B8")]
    public async Task B8_ten_people_share_a_workstation_and_the_eleventh_takes_the_place_of_the_first()
    {
        List<Guid> people = [];
        for (var i = 0; i < 11; i++)
        {
            people.Add(Guid.CreateVersion7(idp.Clock.GetUtcNow()));
            await TrustAsync(_desk, people[i]);
            idp.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(TrustedDevices.LargestCrowd, _desk.Cookies.Count);
        Assert.Equal(DeviceSighting.None, await RecognizeAsync(_desk, people[0]));
        Assert.NotNull((await RecognizeAsync(_desk, people[1])).Device);
        Assert.NotNull((await RecognizeAsync(_desk, people[10])).Device);
    }

    [Fact]
    public async Task Trusting_the_same_browser_again_is_one_device()
    {
        await TrustAsync(_desk, _maya);
        var again = await TrustAsync(_desk, _maya);

        Assert.Equal([again.Id], (await ListAsync()).Select(d => d.Id));
        Assert.NotNull((await RecognizeAsync(_desk, _maya)).Device);
    }

    [Fact]
    public async Task A_device_is_listed_in_words_and_gone_when_it_was_revoked()
    {
        var device = await TrustAsync(_desk, _maya);
        var listed = Assert.Single(await ListAsync());
        Assert.Equal(("Firefox", "Linux", "203.0.113.7"), (listed.Browser, listed.Platform, listed.Network));

        Assert.True(await RevokeAsync(_maya, device.Id));
        Assert.Empty(await ListAsync());
        Assert.Equal(DeviceSighting.None, await RecognizeAsync(_desk, _maya));
    }

    [Fact]
    public async Task Nobody_revokes_somebody_elses_device()
    {
        var device = await TrustAsync(_desk, _maya);

        Assert.False(await RevokeAsync(Guid.CreateVersion7(idp.Clock.GetUtcNow()), device.Id));
        Assert.NotNull((await RecognizeAsync(_desk, _maya)).Device);
    }

    [Fact]
    public async Task A_changed_password_ends_all_of_a_users_devices_and_nobody_elses()
    {
        var colleague = Guid.CreateVersion7(idp.Clock.GetUtcNow());
        var home = new Workstation(idp);
        await TrustAsync(_desk, _maya);
        await TrustAsync(_desk, colleague);
        await TrustAsync(home, _maya);

        var ended = await _desk.PostAsync<TrustedDevices, int>(
            (devices, _) => devices.RevokeAllAsync(_maya, DeviceEnd.PasswordChanged, TestContext.Current.CancellationToken));

        Assert.Equal(2, ended);
        Assert.Equal(DeviceSighting.None, await RecognizeAsync(_desk, _maya));
        Assert.Equal(DeviceSighting.None, await RecognizeAsync(home, _maya));
        Assert.NotNull((await RecognizeAsync(_desk, colleague)).Device);
    }

    [Theory]
    [InlineData(ProofKind.BypassCode)]
    [InlineData(ProofKind.RecoveryCode)]
    [InlineData(ProofKind.Password)]
    public async Task What_earns_no_trust_is_refused(ProofKind proof) =>
        await Assert.ThrowsAsync<ArgumentException>(() => TrustAsync(_desk, _maya, proof));

    private static Task<TrustedDevice> TrustAsync(Workstation at, Guid user, ProofKind by = ProofKind.Text) =>
        at.PostAsync<TrustedDevices, TrustedDevice>((devices, http) => devices.TrustAsync(http, user, by, TestContext.Current.CancellationToken));

    private static Task<DeviceSighting> RecognizeAsync(Workstation at, Guid user, bool answerArrives = true) =>
        at.PostAsync<TrustedDevices, DeviceSighting>(
            (devices, http) => devices.RecognizeAsync(http, user, TestContext.Current.CancellationToken), answerArrives);

    private Task<IReadOnlyList<TrustedDevice>> ListAsync() =>
        _desk.PostAsync<TrustedDevices, IReadOnlyList<TrustedDevice>>((devices, _) => devices.OfAsync(_maya, TestContext.Current.CancellationToken));

    private Task<bool> RevokeAsync(Guid user, Guid device) => _desk.PostAsync<TrustedDevices, bool>(
        (devices, _) => devices.RevokeAsync(user, device, DeviceEnd.Revoked, TestContext.Current.CancellationToken));
}
