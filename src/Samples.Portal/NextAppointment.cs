using System.Globalization;

namespace Samples.Portal;

/// <summary>GET /api/next-appointment: demo data. Every patient of a clinic has the same next visit, on a coming Tuesday.</summary>
internal static class NextAppointment
{
    private sealed record Clinic(string PracticeId, string Name, string Phone, string TimeZone, string With, TimeOnly At);

    private static readonly Clinic[] Clinics =
    [
        new("LAKE-1042", "Lakeside Family Medicine", "(218) 555-0142", "America/Chicago", "Dr. Elena Brandvold", new(9, 30)),
        new("CEDR-2077", "Cedar Grove Pediatrics", "(973) 555-0177", "America/New_York", "Dr. Samuel Adeyemi", new(15, 15)),
    ];

    public static async Task<IResult> HandleAsync(HttpRequest request, AccessTokens tokens, TimeProvider clock)
    {
        if (await tokens.ReadAsync(request) is not { } token)
        {
            request.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
            return Results.Problem("An access token of this portal is needed.", statusCode: StatusCodes.Status401Unauthorized);
        }

        // Which clinic comes from the token, never from the request: it is what the provider vouches for.
        return token.TryGetPayloadValue<string>("practice_id", out var practiceId)
            && Array.Find(Clinics, clinic => clinic.PracticeId == practiceId) is { } clinic
            ? Results.Json(On(clinic, clock.GetUtcNow()))
            : Results.Problem("Your clinic does not use this portal.", statusCode: StatusCodes.Status403Forbidden);
    }

    private static object On(Clinic clinic, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(clinic.TimeZone);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var inDays = ((int)DayOfWeek.Tuesday - (int)today.DayOfWeek + 7) % 7;
        var day = today.AddDays(inDays == 0 ? 7 : inDays);
        var english = CultureInfo.GetCultureInfo("en-US");
        return new
        {
            clinic = clinic.Name,
            phone = clinic.Phone,
            with = clinic.With,
            day = day.ToString("dddd, MMMM d", english),
            time = clinic.At.ToString("h:mm tt", english),
        };
    }
}
