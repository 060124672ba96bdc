using IdentityProvider.Limits;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn.Steps.Password;

[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class PasswordModel(
    SignInFlow flow, SignInAttempts attempts, PasswordProof proof, IStringLocalizer<SignInTexts> texts) : PageModel
{
    [BindProperty]
    public string? Password { get; set; }

    /// <summary>The name typed before, shown so that people see whose password is asked for.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Whether the session was only left alone too long and the password opens it again.</summary>
    public bool IsUnlock { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, PasswordStep.Page, ct);
        return here.IsHere ? Show(here.Turn) : here.Elsewhere;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, PasswordStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        var answer = await proof.CheckAsync(HttpContext, here.Turn, Password ?? "", ct);
        return answer.Result switch
        {
            PasswordResult.Right => await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct),
            PasswordResult.Empty => Show(here.Turn, texts["Password.Empty"]),
            PasswordResult.Wrong => Show(here.Turn, texts[here.Turn.Attempt.IsLegacy ? "Password.WrongLegacy" : "Password.Wrong"]),
            PasswordResult.MustWait => Show(here.Turn, texts["Password.MustWait", answer.Seconds(here.Turn.Now)]),
            PasswordResult.Off => Show(here.Turn, texts["Password.Off"]),
            PasswordResult.Busy => Busy(here.Turn),
        };
    }

    /// <summary>"Not you?": back to the first page, with everything forgotten.</summary>
    public async Task<IActionResult> OnPostSomeoneElseAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, PasswordStep.Page, ct);
        return here.IsHere ? await flow.StartOverAsync(HttpContext, here.Turn.Attempt, ct) : here.Elsewhere;
    }

    private PageResult Busy(SignInTurn turn)
    {
        Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        Response.Headers.RetryAfter = "5";
        return Show(turn, texts["Password.Busy"]);
    }

    private PageResult Show(SignInTurn turn, string? problem = null)
    {
        Name = attempts.TypedNameOf(turn.Attempt);
        IsUnlock = turn.Facts.IsLocked;
        if (problem is not null)
        {
            ModelState.AddModelError(nameof(Password), problem);
        }

        return Page();
    }
}
