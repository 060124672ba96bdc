using System.Net;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Dev;

public sealed class InboxInProductionTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Theory]
    [InlineData("/dev/inbox")]
    [InlineData("/dev/inbox.json")]
    public async Task A_provider_that_the_Dev_project_does_not_host_has_no_inbox_even_in_Development(string path)
    {
        using var browser = idp.OpenBrowser();

        var page = await browser.GoToAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, page.Status);
    }
}
