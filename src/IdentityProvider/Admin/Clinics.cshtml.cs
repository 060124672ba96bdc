using IdentityProvider.Clinics;
using IdentityProvider.Shared;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin;

/// <summary>The door of the console: straight to the clinic of an admin who has one, a choice for who has several.</summary>
[SignedIn(LocalPage.Admin)]
public sealed class ClinicsModel(IdpDbContext db, IStringLocalizer<AdminTexts> texts) : PageModel
{
    public IReadOnlyList<Clinic> Clinics { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var session = ((SignInAnswer.GoodEnough)HttpContext.Features.Get<SignInAnswer>()!).Session;
        var administered = await db.Memberships
            .Where(m => m.UserId == session.UserId && (m.Role == Role.Owner || m.Role == Role.Admin) && m.AcceptedAt != null && m.DeactivatedAt == null)
            .Select(m => m.ClinicId).Distinct().ToListAsync(ct);
        Clinics = await db.Clinics.Where(clinic => administered.Contains(clinic.Id)).OrderBy(clinic => clinic.Name).ToListAsync(ct);
        if (Clinics.Count == 0)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        if (Clinics is [var only])
        {
            return RedirectToPage("/Admin/Policy", new { practiceId = only.PracticeId });
        }

        var name = await db.Users.Where(user => user.Id == session.UserId).Select(user => user.DisplayName).SingleAsync(ct);
        ShellFrame.Set(HttpContext, new ShellFrame(
            texts["Area"], "", name, [new ShellLink("/admin", texts["Menu.Clinics"], "building-hospital")], [new ShellLink("/account", texts["Links.Account"])]));
        return Page();
    }
}
