using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Limits;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Admin.People;

/// <summary>Ends the waits after wrong passwords for somebody who is locked out. It opens nothing: password and second factor are asked for as always.</summary>
[SignedIn(LocalPage.AdminPersonUnlock, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class UnlockPersonModel(PersonVisits visits, PersonActing acting, PasswordTries tries, IdpDbContext db, TimeProvider clock) : PageModel
{
    [FromRoute]
    public Guid PersonId { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public PersonVisit Visit { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await ArriveAsync(ct) ?? Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await ArriveAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        if (acting.Read(ModelState, Reason) is not { } reason)
        {
            return Page();
        }

        // The counters are written at once, so they wait for the turn.
        await using var turn = await db.BeginTurnAsync([PersonId], ct);
        await tries.ForgiveAsync(Visit.Person.Email!, ct);
        acting.Record(Visit, reason, reasonId => new PasswordUnlocked(reasonId));
        acting.Tell(Visit, new PasswordWasUnlocked(clock.GetUtcNow(), Visit.Admin.Admin.DisplayName));
        var done = await acting.SaveAsync(Visit, "unlock", ct);
        await turn.CommitAsync(ct);
        return done;
    }

    private async Task<IActionResult?> ArriveAsync(CancellationToken ct)
    {
        var arrival = await visits.BeginAsync(HttpContext, PersonId, PowerReach.SignIn, ct);
        Visit = arrival.Visit!;
        return arrival.Elsewhere;
    }
}
