using IdentityProvider.Limits;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.SignIn.Steps.AskApproval;

/// <summary>
/// Everything is lost that a reset could be proven with. Where nothing on file works this page is the step that is due; whoever has something on file that
/// is out of reach comes here by a link. It gives nothing: it asks somebody who knows the user.
/// </summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class AskApprovalModel(SignInFlow flow, SignInTurns turns, RecoveryRequests requests, LostEverything lost) : PageModel
{
    /// <summary>Whether it was asked already.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>From when an approval that was given counts (UTC); null while there is none.</summary>
    public DateTimeOffset? WorksFrom { get; private set; }

    /// <summary>Whether anybody else at the user's practices is there to approve. Otherwise an operator does, after a day.</summary>
    public bool HasAdmin { get; private set; }

    /// <summary>When a phone on file is old enough to prove a reset (UTC); null when none will be.</summary>
    public DateTimeOffset? PhoneCountsFrom { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var (turn, elsewhere) = await ArriveAsync(ct);
        return turn is null ? elsewhere : await ShowAsync(turn, ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var (turn, elsewhere) = await ArriveAsync(ct);
        if (turn is null)
        {
            return elsewhere;
        }

        await lost.AskAsync(turn, ct);
        return await flow.SaveAsync(HttpContext, turn.Attempt, SignInFlow.With(AskApprovalStep.Page, turn.Attempt), ct);
    }

    private async Task<(SignInTurn? Turn, IActionResult Elsewhere)> ArriveAsync(CancellationToken ct)
    {
        var (attempt, elsewhere) = await flow.FindLiveAsync(HttpContext, AskApprovalStep.Page, ct);
        if (attempt is null)
        {
            return (null, elsewhere);
        }

        var turn = await turns.ReadAsync(HttpContext, attempt, ct);
        if (!turn.Facts.IsRecovering || !turn.Facts.LacksSecondFactor(turn.Policy, turn.Now))
        {
            return (null, SignInFlow.SeeOther(SignInFlow.With(Identify.IdentifyStep.Page, attempt)));
        }

        await flow.FrameAsync(HttpContext, attempt, ct);
        return (turn, elsewhere);
    }

    private async Task<PageResult> ShowAsync(SignInTurn turn, CancellationToken ct)
    {
        var open = await requests.OpenOfAsync(turn.User!.Id, ct);
        (IsAsked, WorksFrom) = (open is not null, open?.WorksFrom);
        HasAdmin = (await lost.AdminsOfAsync(turn.User, ct)).Count > 0;
        PhoneCountsFrom = await lost.PhoneCountsFromAsync(turn, ct);
        return Page();
    }
}
