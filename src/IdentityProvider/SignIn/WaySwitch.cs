using Microsoft.AspNetCore.Mvc;

namespace IdentityProvider.SignIn;

/// <summary>"Use another way", as every page that asks for a proof offers it.</summary>
public sealed class WaySwitch(SignInFlow flow)
{
    public async Task<IActionResult> AskAsync(HttpContext http, string page, CancellationToken ct)
    {
        var here = await flow.ArriveAsync(http, page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        here.Turn.Attempt.AskToChoose();
        return await flow.AdvanceAsync(http, here.Turn.Attempt, ct);
    }
}
