namespace IdentityProvider.Hooks;

/// <summary>How a webhook is refused. Nothing of what was posted stands in an answer or in a log.</summary>
internal sealed partial class HookRefusals(HookMetrics metrics, ILogger<HookRefusals> logger)
{
    /// <summary>No key to check this carrier's reports with is set, so none of them is believed.</summary>
    public static IResult NobodyListens => Results.Problem(
        "Reports of this carrier are not listened to: its key is not set.", statusCode: StatusCodes.Status404NotFound);

    public static IResult TooLong => Results.Problem(
        $"A report may have {HookBody.Longest} bytes at most.", statusCode: StatusCodes.Status413PayloadTooLarge);

    /// <summary>Of a message that is just being sent. Carriers try again.</summary>
    public static IResult TooSoon => Results.Problem("The message is just being sent. Report again in a minute.", statusCode: StatusCodes.Status503ServiceUnavailable);

    /// <summary>Signed, and still no report.</summary>
    public static IResult NotUnderstood => Results.Problem("This is no report in the carrier's form.", statusCode: StatusCodes.Status400BadRequest);

    public IResult NotBelieved(string provider)
    {
        metrics.Refused(provider);
        Refused(logger, provider);
        return Results.Problem("The signature is not the carrier's, not of this body, or too old.", statusCode: StatusCodes.Status401Unauthorized);
    }

    /// <summary>Vonage leaves the signature out once in a while, and tries again after a server's error.</summary>
    public IResult Unsigned(string provider)
    {
        metrics.Refused(provider);
        return Results.Problem("The report is not signed. Send it again, signed.", statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A report that names {Provider} as its sender was not believed: its signature is wrong or too old.")]
    private static partial void Refused(ILogger logger, string provider);
}
