using IdentityProvider.Devices;
using IdentityProvider.Protocol;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Devices;

/// <summary>The cookie that changes with every use: slow tabs and lost answers are forgiven, copies are not.</summary>
public class DeviceRotationTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private readonly Workstation _desk = new(idp);
    private readonly Guid _maya = Guid.CreateVersion7(idp.Clock.GetUtcNow());

    [Fact]
    public async Task The_cookie_changes_with_every_use()
    {
        await TrustAsync(_desk, _maya);
        var first = Assert.Single(_desk.Cookies);
        await RecognizeAsync(_desk, _maya);
        var second = Assert.Single(_desk.Cookies);

        Assert.Equal(first.Key, second.Key);
        Assert.NotEqual(first.Value, second.Value);
        Assert.NotNull((await RecognizeAsync(_desk, _maya)).Device);
    }

    [Fact]
    public async Task Two_tabs_at_once_are_both_recognised_and_one_cookie_wins()
    {
        await TrustAsync(_desk, _maya);
        var otherTab = _desk.Copy();

        var sightings = await Task.WhenAll(RecognizeAsync(_desk, _maya), RecognizeAsync(otherTab, _maya));

        Assert.All(sightings, s => Assert.NotNull(s.Device));
        idp.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.NotNull((await RecognizeAsync(_desk, _maya)).Device);
    }

    [Fact]
    public async Task A_slower_tab_within_a_minute_counts_and_gets_no_new_cookie()
    {
        await TrustAsync(_desk, _maya);
        var slowTab = _desk.Copy();
        await RecognizeAsync(_desk, _maya);
        var before = Assert.Single(slowTab.Cookies).Value;
        idp.Clock.Advance(TimeSpan.FromSeconds(59));

        Assert.NotNull((await RecognizeAsync(slowTab, _maya)).Device);
        Assert.Equal(before, Assert.Single(slowTab.Cookies).Value);
    }

    [Fact]
    public async Task A_browser_that_never_got_its_new_cookie_is_recognised_by_the_old_one_and_gets_another()
    {
        await TrustAsync(_desk, _maya);
        await RecognizeAsync(_desk, _maya, answerArrives: false);
        idp.Clock.Advance(TimeSpan.FromDays(1));

        Assert.NotNull((await RecognizeAsync(_desk, _maya)).Device);
        idp.Clock.Advance(TimeSpan.FromDays(1));
        Assert.NotNull((await RecognizeAsync(_desk, _maya)).Device);
    }

    [Fact]
    public async Task A_copy_used_after_the_browser_moved_on_is_theft_and_ends_the_trust_of_both()
    {
        var device = await TrustAsync(_desk, _maya);
        var thief = _desk.Copy();
        await RecognizeAsync(_desk, _maya);
        idp.Clock.Advance(TimeSpan.FromDays(1));
        await RecognizeAsync(_desk, _maya);

        Assert.Equal(device.Id, (await RecognizeAsync(thief, _maya)).Stolen?.Id);
        Assert.Empty(thief.Cookies);
        Assert.Equal(DeviceSighting.None, await RecognizeAsync(_desk, _maya));
        Assert.Equal(DeviceEnd.Stolen, (await StoredAsync(device.Id)).EndedFor);
    }

    [Fact]
    public async Task A_copy_used_first_shows_when_the_browser_comes_back()
    {
        await TrustAsync(_desk, _maya);
        var thief = _desk.Copy();
        await RecognizeAsync(thief, _maya);
        idp.Clock.Advance(TimeSpan.FromDays(1));
        await RecognizeAsync(thief, _maya);

        Assert.NotNull((await RecognizeAsync(_desk, _maya)).Stolen);
        Assert.Null((await RecognizeAsync(thief, _maya)).Device);
    }

    [Fact]
    public async Task A_copy_shows_too_when_the_browser_moved_on_and_then_signed_in_without_needing_its_trust()
    {
        await TrustAsync(_desk, _maya);
        var thief = _desk.Copy();
        await RecognizeAsync(_desk, _maya);
        idp.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Null(await WatchAsync(_desk));

        Assert.NotNull(await WatchAsync(thief));
        Assert.Equal(DeviceSighting.None, await RecognizeAsync(_desk, _maya));
    }

    [Fact]
    public async Task Watching_neither_replaces_the_cookie_nor_ends_anything()
    {
        await TrustAsync(_desk, _maya);
        var before = Assert.Single(_desk.Cookies);
        await WatchAsync(_desk);
        await WatchAsync(_desk);

        Assert.Equal(before, Assert.Single(_desk.Cookies));
        Assert.NotNull((await RecognizeAsync(_desk, _maya)).Device);
    }

    [Fact]
    public async Task The_cookie_of_another_user_under_ones_own_name_is_nothing()
    {
        var thief = Guid.CreateVersion7(idp.Clock.GetUtcNow());
        await TrustAsync(_desk, _maya);
        var mayas = Assert.Single(_desk.Cookies).Value;
        var theirs = new Workstation(idp);
        await TrustAsync(theirs, thief);
        theirs.Cookies[theirs.Cookies.Keys.Single()] = mayas;

        Assert.Equal(DeviceSighting.None, await RecognizeAsync(theirs, thief));
        Assert.NotNull((await RecognizeAsync(_desk, _maya)).Device);
    }

    private static Task<TrustedDevice> TrustAsync(Workstation at, Guid user, ProofKind by = ProofKind.Text) =>
        at.PostAsync<TrustedDevices, TrustedDevice>((devices, http) => devices.TrustAsync(http, user, by, TestContext.Current.CancellationToken));

    // What shows as stolen ends, as the sign-in does it.
    private static Task<DeviceSighting> RecognizeAsync(Workstation at, Guid user, bool answerArrives = true) =>
        at.PostAsync<TrustedDevices, DeviceSighting>(
            async (devices, http) =>
            {
                var sighting = await devices.RecognizeAsync(http, user, TestContext.Current.CancellationToken);
                Assert.True(sighting.Stolen is null || await devices.EndStolenAsync(sighting.Stolen, TestContext.Current.CancellationToken));
                return sighting;
            },
            answerArrives);

    private Task<TrustedDevice?> WatchAsync(Workstation at) => at.PostAsync<TrustedDevices, TrustedDevice?>(async (devices, http) =>
    {
        var stolen = await devices.WatchAsync(http, _maya, TestContext.Current.CancellationToken);
        Assert.True(stolen is null || await devices.EndStolenAsync(stolen, TestContext.Current.CancellationToken));
        return stolen;
    });

    private async Task<TrustedDevice> StoredAsync(Guid id)
    {
        await using var db = idp.Database.Open();
        return await db.TrustedDevices.SingleAsync(d => d.Id == id, TestContext.Current.CancellationToken);
    }
}
