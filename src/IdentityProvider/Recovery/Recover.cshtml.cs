using IdentityProvider.Limits;
using IdentityProvider.SignIn;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Recovery;

/// <summary>"Forgot your password?": an address is typed, and the answer is the same whoever has it.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class RecoverModel(
    SignInAttempts attempts, SignInFlow flow, LinkRequests requests, IStringLocalizer<SignInTexts> texts) : PageModel
{
    [BindProperty]
    public string? Email { get; set; }

    /// <summary>Whether a link past the waits is wanted instead of one to a new password.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Unlock { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        // What was typed on the way here, in this same browser, need not be typed again.
        if (await attempts.CurrentAsync(HttpContext, ct) is { } attempt)
        {
            await flow.FrameAsync(HttpContext, attempt, ct);
            Email = attempts.TypedNameOf(attempt);
        }
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var attempt = await attempts.CurrentAsync(HttpContext, ct);
        var typed = new RecoverValidator().Validate(this);
        if (!typed.IsValid)
        {
            ModelState.AddModelError(nameof(Email), texts[typed.Errors[0].ErrorMessage]);
            return Page();
        }

        await requests.AskAsync(Email!, Unlock ? LinkPurpose.Unlock : LinkPurpose.PasswordReset, attempt?.Id, ct);
        var back = attempt is null ? "" : $"&{SignInAttempts.IdName}={attempt.Id}";
        return SignInFlow.SeeOther($"/recover/sent?unlock={(Unlock ? "true" : "false")}{back}");
    }
}
