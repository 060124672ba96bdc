using IdentityProvider.Access;
using IdentityProvider.Limits;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Connect;

/// <summary>
/// Where people type what a device shows (RFC 8628 §3.3). Behind a sign-in, so that wrong codes are counted against somebody; nothing is
/// approved here.
/// </summary>
[SignedIn(LocalPage.Device, KeepsParameter = CodeName), EnableRateLimiting(RateLimits.Pages)]
public sealed class EnterUserCodeModel(
    PendingDevices devices, AttemptLimits limits, IdpDbContext db, TimeProvider clock, IStringLocalizer<ConnectTexts> texts) : PageModel
{
    public const string Path = "/device";

    /// <summary>The parameter by which a link fills in the field.</summary>
    public const string CodeName = "user_code";

    /// <summary>Says that the device of the page before waits no more, or never waited for this browser.</summary>
    public const string GoneName = "gone";

    [BindProperty]
    public string? Code { get; set; }

    public void OnGet()
    {
        // Only what can be a code is shown: nobody's link writes sentences into our page.
        Code = UserCode.Normalize(Request.Query[CodeName]) is { } code ? UserCode.Show(code) : null;
        if (Request.Query.ContainsKey(GoneName))
        {
            ModelState.AddModelError(nameof(Code), texts["EnterUserCode.Unknown"]);
        }
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        // What cannot be a code is a slip, not a guess.
        if (UserCode.Normalize(Code) is not { } code)
        {
            return Refuse("EnterUserCode.Malformed");
        }

        var session = ((SignInAnswer.GoodEnough)HttpContext.Features.Get<SignInAnswer>()!).Session;
        var key = AttemptKey.UserCodesOf(session.UserId);
        if (await limits.TakeAsync(key, ct) is { Result: not LimitResult.Taken } held)
        {
            return Refuse("EnterUserCode.Wait", MinutesUntil(held.Until));
        }

        if (await ClaimAsync(code, session, ct) is not { } device)
        {
            return Refuse("EnterUserCode.Unknown");
        }

        // Only this try is given back: whoever has a device of their own must not buy fresh guesses with it.
        await limits.GiveBackAsync(key, ct);
        return SignInFlow.SeeOther($"{ConfirmDeviceModel.Path}?{ConfirmDeviceModel.DeviceName}={device}");
    }

    // In the session's turn: one that was ended while the form came takes no device along.
    private async Task<Guid?> ClaimAsync(string code, Session session, CancellationToken ct)
    {
        await using var turn = await db.BeginTurnAsync([session.UserId], ct);
        var device = await devices.ClaimAsync(code, session.Id, ct);
        await turn.CommitAsync(ct);
        return device;
    }

    private int MinutesUntil(DateTimeOffset? until) => Math.Max(1, (int)Math.Ceiling(((until ?? clock.GetUtcNow()) - clock.GetUtcNow()).TotalMinutes));

    private PageResult Refuse(string key, params object[] pieces)
    {
        ModelState.AddModelError(nameof(Code), texts[key, pieces]);
        return Page();
    }
}
