using IdentityProvider.Tests.Host;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Tests.Web;

public class RequestLimitsTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public void The_largest_form_is_there_within_some_seventy_seconds_or_given_up()
    {
        var limits = idp.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

        var longest = limits.MinRequestBodyDataRate!.GracePeriod + TimeSpan.FromSeconds(limits.MaxRequestBodySize!.Value / limits.MinRequestBodyDataRate.BytesPerSecond);

        Assert.InRange(longest, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(70));
    }
}
