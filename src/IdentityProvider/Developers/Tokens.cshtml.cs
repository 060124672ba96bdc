using IdentityProvider.Clients;
using IdentityProvider.Shared;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Developers;

/// <summary>Tokens with which the developer's programs register apps by themselves (RFC 7591 §3).</summary>
[SignedIn(LocalPage.DevelopersTokens, For = Visitors.Developers, StepUp = StepUp.SecondFactor)]
public sealed class TokensModel(DeveloperVisits visits, TokenMaking making, InitialAccessTokens tokens, IStringLocalizer<DeveloperTexts> texts) : PageModel
{
    [BindProperty]
    public TokenForm Form { get; set; } = new();

    public DeveloperVisit Visit { get; private set; } = null!;

    public ApprovalPowers Powers { get; private set; } = null!;

    public IReadOnlyList<InitialAccessToken> Tokens { get; private set; } = [];

    /// <summary>A token that was just made, shown this once.</summary>
    public string? NewToken { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await OpenAsync(ct);
        Form = TokenForm.Proposed;
        return await ShowAsync(ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await OpenAsync(ct);
        ModelState.Forgive();
        var (token, errors) = await making.MakeAsync(Visit, Powers, Form, ct);
        NewToken = token;
        foreach (var error in errors)
        {
            ModelState.AddModelError($"{nameof(Form)}.{error.Field}", texts[error.Text, error.Value ?? ""]);
        }

        if (token is not null)
        {
            ModelState.Clear();
            Form = TokenForm.Proposed;
        }

        return await ShowAsync(ct);
    }

    public async Task<IActionResult> OnPostRevokeAsync(Guid id, CancellationToken ct)
    {
        await OpenAsync(ct);
        await making.RevokeAsync(Visit, id, ct);
        return RedirectToPage();
    }

    private async Task OpenAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Powers = await making.PowersAsync(Visit, ct);
    }

    private async Task<PageResult> ShowAsync(CancellationToken ct)
    {
        Tokens = await tokens.OfAsync(Visit.User.Id, ct);
        return Page();
    }
}
