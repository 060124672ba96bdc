using System.Net;

namespace IdentityProvider.Tests.Host;

public class IdpHostTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task The_host_answers_over_http()
    {
        using var browser = idp.OpenBrowser();

        var page = await browser.GoToAsync("/no-such-page");

        Assert.Equal(HttpStatusCode.NotFound, page.Status);
    }

    [Fact]
    public void The_clock_stands_still_but_for_the_order_of_its_readings()
    {
        var clock = new FakeClock();
        var first = clock.GetUtcNow();

        Assert.InRange(clock.GetUtcNow() - first, TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(1));

        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.InRange(clock.GetUtcNow() - first, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10.001));
    }
}
