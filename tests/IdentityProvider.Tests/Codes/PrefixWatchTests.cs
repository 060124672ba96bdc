using IdentityProvider.Codes;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Codes;

public class PrefixWatchTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Theory]
    [InlineData(19, 0, false)]
    [InlineData(20, 5, true)]
    [InlineData(20, 6, false)]
    [InlineData(1000, 299, true)]
    [InlineData(1000, 300, false)]
    public void Fewer_than_thirty_percent_of_at_least_twenty_are_alarming(int sent, int used, bool alarming) =>
        Assert.Equal(alarming, new PrefixUse("218-234", sent, used).IsAlarming(new CodeOptions()));

    [Fact]
    public async Task B10_a_block_of_numbers_whose_codes_nobody_types_is_found_and_its_neighbour_is_not()
    {
        for (var i = 0; i < 20; i++)
        {
            await new SentCodes(idp).SendAsync(to: $"+121823771{i:D2}");
            var somebody = new SentCodes(idp);
            await somebody.SendAsync(to: $"+121823871{i:D2}");
            await somebody.TypeAsync(await somebody.LastDigitsAsync());
        }

        Assert.Empty(await LookAsync());
        idp.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal([new PrefixUse("218-237", Sent: 20, Used: 0)], await LookAsync());
    }

    private Task<IReadOnlyList<PrefixUse>> LookAsync() =>
        ActivatorUtilities.CreateInstance<PrefixWatch>(idp.Services).LookAsync(TestContext.Current.CancellationToken);
}
