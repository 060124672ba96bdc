using IdentityProvider.Phones;

namespace IdentityProvider.Tests.Phones;

public class NorthAmericanPlanTests
{
    private static readonly string[] AllCodes = [.. Enumerable.Range(200, 800).Select(n => $"{n}")];

    [Theory]
    [InlineData(AreaKind.UnitedStates, 372)]
    [InlineData(AreaKind.UsTerritory, 6)]
    [InlineData(AreaKind.Canada, 59)]
    [InlineData(AreaKind.CaribbeanCountry, 21)]
    [InlineData(AreaKind.TollFree, 17)]
    [InlineData(AreaKind.Premium, 1)]
    [InlineData(AreaKind.Personal, 20)]
    public void The_table_has_every_code_that_NANPA_reports(AreaKind kind, int codes) =>
        Assert.Equal(codes, AllCodes.Count(code => NorthAmericanPlan.KindOf(code) == kind));

    [Fact]
    public void No_code_in_the_table_is_a_service_code_or_has_a_nine_in_the_middle() =>
        Assert.DoesNotContain(AllCodes, code => NorthAmericanPlan.KindOf(code) != AreaKind.Unknown && (code[1] == '9' || code.EndsWith("11", StringComparison.Ordinal)));

    [Fact]
    public void The_table_says_how_old_it_is() => Assert.Equal(new DateOnly(2026, 9, 23), NorthAmericanPlan.AsOf);

    [Fact]
    public void Every_state_and_DC_has_a_code() =>
        Assert.Equal(51, AllCodes.Where(c => NorthAmericanPlan.KindOf(c) == AreaKind.UnitedStates).Select(NorthAmericanPlan.PlaceOf).Distinct().Count());
}
