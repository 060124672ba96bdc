using IdentityProvider.Limits;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.Connect;

/// <summary>
/// Names the app, shows the code once more, and asks (RFC 8628 §5.4): somebody who was sent a link to sign in a stranger's device shall notice here.
/// Opens only in the session in which the code was typed.
/// </summary>
[SignedIn(LocalPage.DeviceConfirm, KeepsParameter = DeviceName), EnableRateLimiting(RateLimits.Pages)]
internal sealed class ConfirmDeviceModel(DeviceQuestions questions, DeviceDecisions decisions, ScopeWords words) : PageModel
{
    public const string Path = "/device/confirm";
    public const string DeviceName = "d";

    /// <summary>The scopes that were left ticked.</summary>
    [BindProperty]
    public List<string> Allowed { get; set; } = [];

    /// <summary>Which button was pressed. Anything but <see cref="ConsentModel.Allow"/> is a no.</summary>
    [BindProperty]
    public string? Decision { get; set; }

    public DeviceQuestion Question { get; private set; } = null!;

    public IReadOnlyList<ScopeLine> Lines { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var (question, elsewhere) = await questions.ReadAsync(HttpContext, ct);
        if (question is null)
        {
            return elsewhere ?? SignInFlow.SeeOther($"{EnterUserCodeModel.Path}?{EnterUserCodeModel.GoneName}");
        }

        Question = question;
        Lines = words.Of(question.Asked, question.Answer?.Membership?.Group);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var (question, elsewhere) = await questions.ReadAsync(HttpContext, ct);
        if (question is null)
        {
            return elsewhere ?? SignInFlow.SeeOther($"{EnterUserCodeModel.Path}?{EnterUserCodeModel.GoneName}");
        }

        if (question.Device.Progress == DeviceProgress.Pending)
        {
            // For whom the app is not there is only one answer.
            await (Decision == ConsentModel.Allow && question.Answer is { } enough
                ? decisions.AllowAsync(question, enough, Allowed, ct)
                : decisions.DenyAsync(question, ct));
        }

        return SignInFlow.SeeOther($"{Path}?{DeviceName}={question.Device.Id}");
    }
}
