using IdentityProvider.Devices;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Devices;

public class KnownBrowsersTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private readonly Workstation _desk = new(idp);
    private readonly Guid _maya = Guid.CreateVersion7(idp.Clock.GetUtcNow());

    [Fact]
    public async Task A_browser_is_known_for_ninety_days_after_the_last_sign_in()
    {
        Assert.False(await IsKnownAsync(_desk, _maya));
        await SignedInAsync(_desk, _maya);

        idp.Clock.Advance(TimeSpan.FromDays(90) - TimeSpan.FromMinutes(1));
        Assert.True(await IsKnownAsync(_desk, _maya));
        idp.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await IsKnownAsync(_desk, _maya));
    }

    [Fact]
    public async Task A_browser_is_known_to_each_who_signed_in_there_and_to_nobody_else()
    {
        var colleague = Guid.CreateVersion7(idp.Clock.GetUtcNow());
        await SignedInAsync(_desk, _maya);
        Assert.False(await IsKnownAsync(_desk, colleague));
        await SignedInAsync(_desk, colleague);

        Assert.Single(_desk.Cookies);
        Assert.True(await IsKnownAsync(_desk, _maya));
        Assert.True(await IsKnownAsync(_desk, colleague));
    }

    [Fact]
    public async Task A_user_is_told_of_the_second_browser_and_not_of_the_first_or_of_one_they_use()
    {
        var home = new Workstation(idp);

        Assert.False(await SignedInAsync(_desk, _maya));
        Assert.True(await SignedInAsync(home, _maya));
        Assert.False(await SignedInAsync(home, _maya));
    }

    private static Task<bool> IsKnownAsync(Workstation at, Guid user) =>
        at.PostAsync<KnownBrowsers, bool>((browsers, http) => browsers.IsKnownAsync(http, user, TestContext.Current.CancellationToken));

    private static Task<bool> SignedInAsync(Workstation at, Guid user) =>
        at.PostAsync<KnownBrowsers, bool>((browsers, http) => browsers.SignedInAsync(http, user, TestContext.Current.CancellationToken));
}
