using IdentityProvider.Admin;
using IdentityProvider.Clinics;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Admin;

/// <summary>An admin sees on the policy page what the deployment asks whatever the practice says (product row B2).</summary>
[Trait("Row", "B2")]
public class PolicyFloorWordsTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly PolicyFloor Strict = new()
    {
        Require = MfaRequirement.Staff,
        RefuseEmail = true,
        LongestTrustDays = 0,
        ShortestCode = 8,
        LongestCodeMinutes = 3,
        ShortestPassword = 20,
        LongestIdleMinutes = 7,
        LongestSessionHours = 9,
        AllowEmergencyAccess = false,
        RefuseVoip = true,
    };

    [Fact]
    public async Task Every_demand_is_a_sentence_and_a_floor_that_demands_nothing_says_nothing()
    {
        await using var scope = idp.Services.CreateAsyncScope();
        var words = scope.ServiceProvider.GetRequiredService<PolicyWords>();

        Assert.Empty(words.Floor(new PolicyFloor()));
        var said = words.Floor(Strict).ToList();

        Assert.Equal(typeof(PolicyFloor).GetProperties().Length, said.Count);
        Assert.All(said, sentence => Assert.DoesNotContain("Floor.", sentence, StringComparison.Ordinal));
        Assert.Contains("No browser is remembered.", said);
        Assert.Contains("Codes have 8 digits or more.", said);
        Assert.Contains("Browsers are remembered for 7 days at most.", words.Floor(Strict with { LongestTrustDays = 7 }));
    }
}
