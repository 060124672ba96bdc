using IdentityProvider.Limits;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Emergency;

/// <summary>Emergency access begins: with an app's request that waits, or with none.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class EnterModel(
    SignInFlow flow, SignInAttempts attempts, EmergencyEntry entry, ValueCipher cipher, TimeProvider clock, IStringLocalizer<EmergencyTexts> texts) : PageModel
{
    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>Whether the attempt is one of emergency access already, of which the ordinary pages take nothing.</summary>
    public bool IsBegun { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var (attempt, elsewhere) = await FindAsync(ct);
        if (attempt is null)
        {
            return elsewhere!;
        }

        Email = attempt.TypedName is null ? attempts.HintOf(attempt) : attempts.TypedNameOf(attempt);
        await flow.FrameAsync(HttpContext, attempt, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var (attempt, elsewhere) = await FindAsync(ct);
        if (attempt is null)
        {
            return elsewhere!;
        }

        await flow.FrameAsync(HttpContext, attempt, ct);
        if (!new EnterValidator(texts).Validate(this).FillInto(ModelState))
        {
            return Page();
        }

        var (answer, user) = await entry.CheckAsync(HttpContext, attempt, Email!, Password!, ct);
        if (answer.Result != EmergencyResult.Right)
        {
            return Refuse(answer);
        }

        attempt.BeginEmergency(attempts.Seal(Email!.Trim()), user!, cipher.Encrypt(EmergencyOpening.ReasonPurpose, Clean(Reason)), clock.GetUtcNow());
        if (attempt.BrowserHash.Length == 0)
        {
            await attempts.BeginAsync(HttpContext, attempt, ct);
        }

        return await flow.SaveAsync(HttpContext, attempt, SignInFlow.With(SignInFlow.EmergencyProofPage, attempt), ct);
    }

    /// <summary>Back to an ordinary sign-in, with everything forgotten.</summary>
    public async Task<IActionResult> OnPostLeaveAsync(CancellationToken ct)
    {
        var (attempt, elsewhere) = await FindAsync(ct);
        return attempt is not { IsEmergency: true } ? elsewhere ?? SignInFlow.SeeOther("/account") : await flow.StartOverAsync(HttpContext, attempt, ct);
    }

    /// <summary>The words of a reason as they are kept.</summary>
    internal static string Clean(string? typed) => typed?.Replace("\0", "", StringComparison.Ordinal).Trim() ?? "";

    private PageResult Refuse(EmergencyAnswer answer)
    {
        if (answer.Result == EmergencyResult.Busy)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Response.Headers.RetryAfter = "5";
        }

        ModelState.AddModelError(nameof(Password), answer.Words(texts, "Enter", clock.GetUtcNow()));
        return Page();
    }

    // Without an attempt in the address a draft stands in: nothing is stored before the password was right.
    private async Task<(SignInAttempt? Attempt, IActionResult? Elsewhere)> FindAsync(CancellationToken ct)
    {
        var (attempt, elsewhere) = Request.Query.ContainsKey(SignInAttempts.IdName)
            ? await flow.FindLiveAsync(HttpContext, SignInFlow.EmergencyPage, ct)
            : (attempts.Draft(new SignInDemand { AskedAt = clock.GetUtcNow(), Return = new LocalReturn(LocalPage.Emergency) }), null);
        IsBegun = attempt?.IsEmergency == true;
        return (attempt, elsewhere);
    }
}
