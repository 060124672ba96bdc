using System.Data.Common;
using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Web;

/// <summary>
/// Turns every failure into a page (or, for a program, a small JSON object) that says what happened and what to do, with a
/// reference for the log. Neither a stack trace nor an exception's text ever leaves the server.
/// </summary>
public static class ErrorPages
{
    /// <summary>The Razor page that renders all of them.</summary>
    public const string ViewPath = "/Web/Error";

    internal const string Path = "/error";

    /// <summary>Under this key a request carries which words its error page has (Error.{Kind}.Title and so on).</summary>
    internal const string KindKey = "error-page-kind";

    /// <summary>Ends a request with the error page of these words.</summary>
    public static IResult Show(HttpContext http, string kind, int status)
    {
        http.Items[KindKey] = kind;
        return Results.StatusCode(status);
    }

    /// <summary>Goes before everything that can fail.</summary>
    public static void UseErrorPages(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = Path,
            StatusCodeSelector = StatusOf,
            SuppressDiagnosticsCallback = context => IsSendersMistake(context.Exception),
        });
        app.UseStatusCodePagesWithReExecute(Path);
    }

    /// <summary>Eight characters that stand on the page and begin the trace id of the log entries.</summary>
    public static string Reference(HttpContext http)
    {
        var trace = Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;
        return trace.Length < 8 ? trace.ToUpperInvariant() : $"{trace[..4]}-{trace[4..8]}".ToUpperInvariant();
    }

    /// <summary>The status for an exception: what the client did wrong, what will pass by itself, and what is a bug.</summary>
    public static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        InvalidDataException => StatusCodes.Status400BadRequest,
        _ when IsNoText(exception) => StatusCodes.Status400BadRequest,
        ServerBusyException => StatusCodes.Status503ServiceUnavailable,
        _ when IsDatabaseAway(exception) => StatusCodes.Status503ServiceUnavailable,
        _ when WasOvertaken(exception) => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>The path that the person asked for, when the error page is rendered in its place.</summary>
    public static string? AskedPath(HttpContext http) =>
        http.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath ?? http.Features.Get<IExceptionHandlerPathFeature>()?.Path;

    // What a stranger can send at will is no error of ours: it would bury those that are.
    private static bool IsSendersMistake(Exception exception) => exception is BadHttpRequestException or InvalidDataException || IsNoText(exception);

    // A NUL byte, which no text column takes: 22021 as it stands, 22P05 escaped in JSON (PostgreSQL, appendix A). Nobody types one.
    private static bool IsNoText(Exception? exception) => exception switch
    {
        null => false,
        DbException { SqlState: "22021" or "22P05" } => true,
        _ => IsNoText(exception.InnerException),
    };

    // EF Core and the connection pool wrap the driver's exception, so the whole chain is looked at. Classes 08, 53 and 57
    // are connection, resources and shutdown; 25006 is a standby that takes no writes (PostgreSQL, appendix A).
    private static bool IsDatabaseAway(Exception? exception) => exception switch
    {
        null => false,
        DbException { SqlState: ['0', '8', ..] or ['5', '3', ..] or ['5', '7', 'P', ..] or "25006" } => true,
        DbException { IsTransient: true } => true,
        _ => IsDatabaseAway(exception.InnerException),
    };

    // The same form came twice at once, or another tab was quicker: the first save stands, this one did nothing. 23505 is a
    // unique violation (PostgreSQL, appendix A).
    private static bool WasOvertaken(Exception exception) =>
        exception is DbUpdateConcurrencyException or DbUpdateException { InnerException: DbException { SqlState: "23505" } };
}
