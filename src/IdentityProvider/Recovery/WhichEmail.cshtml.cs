using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Recovery;

/// <summary>"Forgot which e-mail?": who at the practice can tell (product row PF16). The server itself tells nobody.</summary>
[AllowAnonymous]
public sealed class WhichEmailModel(SignInAttempts attempts, SignInFlow flow) : PageModel
{
    public async Task OnGetAsync(CancellationToken ct)
    {
        if (await attempts.CurrentAsync(HttpContext, ct) is { } attempt)
        {
            await flow.FrameAsync(HttpContext, attempt, ct);
        }
    }
}
