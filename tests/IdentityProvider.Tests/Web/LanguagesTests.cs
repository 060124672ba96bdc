using IdentityProvider.Web;

namespace IdentityProvider.Tests.Web;

public class LanguagesTests
{
    [Theory]
    [InlineData("es", "es")]
    [InlineData("es-MX en", "es")]
    [InlineData("fr-CA es-US", "es")]
    [InlineData("EN", "en")]
    [InlineData("fr", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_first_language_of_the_list_that_we_speak_is_taken(string? tags, string? language) =>
        Assert.Equal(language, Languages.FirstKnown(tags));

    [Theory]
    [InlineData("en", "2:47\u202fPM", "Dec 20, 2026", "Dec 20, 2026, 2:47\u202fPM")]
    [InlineData("es", "2:47\u202fp.\u00a0m.", "20 de diciembre de 2026", "20 de diciembre de 2026, 2:47\u202fp.\u00a0m.")]
    public void A_moment_is_told_in_the_clinics_zone_and_the_pages_language(string language, string clock, string day, string both)
    {
        System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.CurrentUICulture = Languages.CultureOf(language);
        var at = new DateTimeOffset(2026, 12, 20, 20, 47, 0, TimeSpan.Zero);
        var chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");

        Assert.Equal(clock, LocalTime.Clock(at, chicago));
        Assert.Equal(day, LocalTime.Day(at, chicago));
        Assert.Equal(both, LocalTime.DayAndClock(at, chicago));
        Assert.Equal("2026-12-20T14:47:00-06:00", LocalTime.Machine(at, chicago));
        Assert.EndsWith(" UTC", LocalTime.Clock(at, TimeZoneInfo.Utc), StringComparison.Ordinal);
    }
}
