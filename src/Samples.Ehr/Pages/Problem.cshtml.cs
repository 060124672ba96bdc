using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Samples.Ehr.SignIn;

namespace Samples.Ehr.Pages;

/// <summary>Where every failed request ends: what happened and what to do, never a stack trace.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken, ResponseCache(NoStore = true)]
public sealed class ProblemModel : PageModel
{
    public string Title { get; private set; } = "";

    public string Next { get; private set; } = "";

    public void OnGet(int? status) => Describe(status);

    public void OnPost(int? status) => Describe(status);

    private void Describe(int? status)
    {
        if (HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error is AuthorityUnavailableException)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Response.Headers.RetryAfter = "10";
        }

        (Title, Next) = (status ?? Response.StatusCode) switch
        {
            404 => ("There is nothing here", "The address may be mistyped, or the record belongs to another clinic."),
            503 => ("Your identity provider does not answer", "It is not your password. Try again in a minute."),
            >= 500 => ("Something went wrong on our side", "Nothing you entered is lost. Try again in a minute."),
            _ => ("That did not work", "Go back and try again."),
        };
    }
}
