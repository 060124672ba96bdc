using IdentityProvider.Phones;

namespace IdentityProvider.Tests.Phones;

public class PhoneNumberTests
{
    [Theory]
    [InlineData("2182345678")]
    [InlineData("12182345678")]
    [InlineData("+1 218 234 5678")]
    [InlineData("(218) 234-5678")]
    [InlineData(" 218.234.5678 ")]
    [InlineData("218/234-5678")]
    [InlineData("1-218-234-5678")]
    [InlineData("218\u00A0234\u20115678")]
    public void The_ways_people_write_a_number_are_one_number(string typed) =>
        Assert.Equal("+12182345678", Accepted(typed).E164);

    [Theory]
    [InlineData("787 234 5678")]
    [InlineData("939 234 5678")]
    [InlineData("671 234 5678")]
    [InlineData("340 234 5678")]
    [InlineData("670 234 5678")]
    [InlineData("684 234 5678")]
    [Trait("Row", "PF4")]
    public void PF4_a_US_territory_is_as_good_as_a_state(string typed) => Assert.True(PhoneNumber.Parse(typed, allowFictional: false).IsAccepted);

    [Theory]
    [InlineData("357")]
    [InlineData("436")]
    [InlineData("457")]
    [InlineData("465")]
    [InlineData("471")]
    [InlineData("483")]
    [InlineData("621")]
    [InlineData("624")]
    [InlineData("679")]
    [InlineData("729")]
    [InlineData("837")]
    [InlineData("861")]
    [InlineData("924")]
    public void An_area_code_too_new_for_libphonenumber_is_accepted(string area) => Accepted($"{area} 234 5678");

    [Theory]
    [InlineData(null, PhoneRefusal.Empty)]
    [InlineData("   ", PhoneRefusal.Empty)]
    [InlineData("218-234-567", PhoneRefusal.TooShort)]
    [InlineData("234-5678", PhoneRefusal.TooShort)]
    [InlineData("+1", PhoneRefusal.TooShort)]
    [InlineData("+", PhoneRefusal.TooShort)]
    [InlineData("218-234-56789", PhoneRefusal.TooLong)]
    [InlineData("011 44 20 7946 0958", PhoneRefusal.TooLong)]
    [InlineData("+44 20 7946 0958", PhoneRefusal.OtherCountry)]
    [InlineData("+52 55 1234 5678", PhoneRefusal.OtherCountry)]
    [InlineData("218-234-5678 ext 9", PhoneRefusal.OddCharacters)]
    [InlineData("218-CALL-NOW", PhoneRefusal.OddCharacters)]
    [InlineData("*67 218 234 5678", PhoneRefusal.OddCharacters)]
    [InlineData("218-234-5678#", PhoneRefusal.OddCharacters)]
    [InlineData("218+2345678", PhoneRefusal.OddCharacters)]
    [InlineData("\u0662\u0661\u0668 234 5678", PhoneRefusal.OddCharacters)]
    [InlineData("416 234 5678", PhoneRefusal.Canada)]
    [InlineData("600 234 5678", PhoneRefusal.Canada)]
    [InlineData("273 234 5678", PhoneRefusal.Canada)]
    [InlineData("876 234 5678", PhoneRefusal.CaribbeanCountry)]
    [InlineData("800 234 5678", PhoneRefusal.TollFree)]
    [InlineData("822 234 5678", PhoneRefusal.TollFree)]
    [InlineData("900 234 5678", PhoneRefusal.Premium)]
    [InlineData("500 234 5678", PhoneRefusal.Personal)]
    [InlineData("710 234 5678", PhoneRefusal.Personal)]
    [InlineData("211 234 5678", PhoneRefusal.UnknownAreaCode)]
    [InlineData("999 234 5678", PhoneRefusal.UnknownAreaCode)]
    [InlineData("018 234 5678", PhoneRefusal.UnknownAreaCode)]
    [InlineData("218 034 5678", PhoneRefusal.NoSuchExchange)]
    [InlineData("218 134 5678", PhoneRefusal.NoSuchExchange)]
    [InlineData("218 411 5678", PhoneRefusal.NoSuchExchange)]
    [InlineData("218 911 5678", PhoneRefusal.NoSuchExchange)]
    [InlineData("218 950 5678", PhoneRefusal.NoSuchExchange)]
    [InlineData("218 958 5678", PhoneRefusal.NoSuchExchange)]
    [InlineData("218 959 5678", PhoneRefusal.NoSuchExchange)]
    [InlineData("218 976 5678", PhoneRefusal.NoSuchExchange)]
    [InlineData("218 555 1212", PhoneRefusal.Exchange555)]
    [Trait("Row", "PF4")]
    public void PF4_anything_else_is_refused_with_the_reason(string? typed, PhoneRefusal reason) =>
        Assert.Equal(reason, PhoneNumber.Parse(typed, allowFictional: false).Refusal);

    [Theory]
    [InlineData("876 234 5678", "JM")]
    [InlineData("809 234 5678", "DO")]
    [InlineData("416 234 5678", null)]
    public void A_Caribbean_country_is_named(string typed, string? country) =>
        Assert.Equal(country, PhoneNumber.Parse(typed, allowFictional: false).Country);

    [Theory]
    [InlineData("218 555 0099", false, false)]
    [InlineData("218 555 0100", true, true)]
    [InlineData("218 555 0199", true, true)]
    [InlineData("218 555 0200", true, false)]
    [InlineData("218 555 0142", false, false)]
    public void A_number_of_films_passes_in_development_only(string typed, bool development, bool accepted) =>
        Assert.Equal(accepted, PhoneNumber.Parse(typed, development).IsAccepted);

    [Fact]
    public void A_number_is_written_for_carriers_for_its_owner_and_for_everyone_else()
    {
        var number = Accepted("218 234 0142");

        Assert.Equal("+12182340142", number.E164);
        Assert.Equal("(218) 234-0142", number.National);
        Assert.Equal("(•••) •••-0142", number.Masked);
        Assert.Equal("218-234", number.Prefix);
    }

    [Fact]
    public void A_number_does_not_show_itself_by_accident() => Assert.DoesNotContain("218", Accepted("218 234 0142").ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_stored_number_is_the_number_it_was() =>
        Assert.Equal(Accepted("218 234 0142"), PhoneNumber.FromStored("+12182340142"));

    private static PhoneNumber Accepted(string typed)
    {
        var result = PhoneNumber.Parse(typed, allowFictional: false);
        Assert.Null(result.Refusal);
        return result.Number!;
    }
}
