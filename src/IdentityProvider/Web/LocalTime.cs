using System.Globalization;

namespace IdentityProvider.Web;

/// <summary>A moment, told in the zone of the clinic and the language of the page.</summary>
public static class LocalTime
{
    /// <summary>2:47 PM. Outside a clinic the zone is UTC, and then it is said.</summary>
    public static string Clock(DateTimeOffset at, TimeZoneInfo zone) => Told(at, zone, "t");

    /// <summary>Nov 20, 2026.</summary>
    public static string Day(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString(DayPattern, CultureInfo.CurrentCulture);

    /// <summary>Fri, Nov 20.</summary>
    public static string Weekday(DateOnly day) => day.ToString(Languages.Current == Languages.Spanish ? "ddd d 'de' MMM" : "ddd, MMM d", CultureInfo.CurrentCulture);

    /// <summary>Nov 20, 2026, 2:47 PM.</summary>
    public static string DayAndClock(DateTimeOffset at, TimeZoneInfo zone) => Told(at, zone, $"{DayPattern}, {Culture.ShortTimePattern}");

    /// <summary>For the datetime attribute of a time element.</summary>
    public static string Machine(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static DateTimeFormatInfo Culture => CultureInfo.CurrentCulture.DateTimeFormat;

    private static string DayPattern =>
        Languages.Current == Languages.Spanish ? "d 'de' MMMM 'de' yyyy" : "MMM d, yyyy";

    private static string Told(DateTimeOffset at, TimeZoneInfo zone, string pattern)
    {
        var told = TimeZoneInfo.ConvertTime(at, zone).ToString(pattern, CultureInfo.CurrentCulture);
        return zone.Equals(TimeZoneInfo.Utc) ? $"{told} UTC" : told;
    }
}
