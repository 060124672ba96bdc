using System.Net.Mime;
using IdentityProvider.Factors;
using Microsoft.AspNetCore.Mvc;

namespace IdentityProvider.SignIn.Steps.Passkey;

/// <summary>What the script of a page gets when it asks for a challenge.</summary>
public static class PasskeyQuestionResult
{
    /// <summary>The page is not the one that is due any more: signed in from another tab, or too late. The script says so.</summary>
    public static IActionResult Moved => new StatusCodeResult(StatusCodes.Status409Conflict);

    // The options are JSON already, made by the passkey handler; they stand in the answer as they are.
    public static IActionResult Of(PasskeyQuestion question) => new ContentResult
    {
        Content = $$"""{"id":"{{question.Id}}","options":{{question.OptionsJson}}}""",
        ContentType = MediaTypeNames.Application.Json,
    };
}
