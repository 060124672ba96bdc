using IdentityProvider.Storage;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;

namespace IdentityProvider.Web;

/// <summary>The page in place of one that could not be shown. Needs nothing that may be broken: no database, no form.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken]
public sealed partial class ErrorModel(ILogger<ErrorModel> logger) : PageModel
{
    private const string RetryAfterSeconds = "5";

    /// <summary>The middle part of the text keys: Error.{Kind}.Title, .What, .Do.</summary>
    public string Kind { get; private set; } = "";

    public string Reference { get; private set; } = "";

    /// <summary>Where "try again" leads; null when only going back helps.</summary>
    public string? Retry { get; private set; }

    public IActionResult OnGet() => Show();

    public IActionResult OnPost() => Show();

    /// <summary>Where this page shows itself in another language; null when it answers a form, which a link cannot send again.</summary>
    public string? InLanguage(string language) =>
        HttpMethods.IsGet(Request.Method) ? QueryHelpers.AddQueryString(ErrorPages.AskedPath(HttpContext)!, "ui_locales", language) : null;

    private IActionResult Show()
    {
        if (ErrorPages.AskedPath(HttpContext) is not { } asked)
        {
            // Somebody opened /error itself.
            return NotFound();
        }

        var status = Response.StatusCode;
        if (status == StatusCodes.Status503ServiceUnavailable && Response.Headers.RetryAfter.Count == 0)
        {
            Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        (Kind, Reference) = (KindOf(status), ErrorPages.Reference(HttpContext));
        ErrorShown(logger, status, Reference);
        if (!WantsPage)
        {
            return new JsonResult(new { error = CodeOf(status), error_description = $"HTTP status {status}, reference {Reference}" });
        }

        Retry = HttpMethods.IsGet(Request.Method) && status >= StatusCodes.Status429TooManyRequests ? asked + Request.QueryString : null;
        return Page();
    }

    // Browsers name text/html when a person navigates; scripts and servers do not.
    private bool WantsPage =>
        Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    private string KindOf(int status) => status switch
    {
        _ when HttpContext.Items[ErrorPages.KindKey] is string kind => kind,
        StatusCodes.Status400BadRequest when HttpContext.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false } => "StaleForm",
        StatusCodes.Status400BadRequest when HttpContext.Items.ContainsKey(StaleFormFilter.Key) => "StaleForm",
        StatusCodes.Status403Forbidden => "Forbidden",
        StatusCodes.Status404NotFound => "NotFound",
        StatusCodes.Status409Conflict when HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error is VisitEndedException => "VisitEnded",
        StatusCodes.Status409Conflict => "Overtaken",
        StatusCodes.Status413PayloadTooLarge or StatusCodes.Status431RequestHeaderFieldsTooLarge => "TooLarge",
        StatusCodes.Status429TooManyRequests => "TooMany",
        StatusCodes.Status503ServiceUnavailable => "Away",
        >= StatusCodes.Status500InternalServerError => "Broken",
        _ => "BadRequest",
    };

    // The registered codes where there are any (RFC 6749 §4.1.2.1), so that a client library can act on them.
    private static string CodeOf(int status) => status switch
    {
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status403Forbidden => "access_denied",
        StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => "temporarily_unavailable",
        >= StatusCodes.Status500InternalServerError => "server_error",
        _ => "invalid_request",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "An error page was shown: status {Status}, reference {Reference}.")]
    private static partial void ErrorShown(ILogger logger, int status, string reference);
}
