using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin.People;

/// <summary>Takes a second factor of somebody's off file: the phone that was stolen, the app on a laptop that is gone.</summary>
[SignedIn(LocalPage.AdminPersonFactors, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class TakeFactorModel(
    PersonVisits visits, PersonActing acting, UserFactors factors, FactorRemoval removal, TimeProvider clock, IStringLocalizer<PeopleTexts> texts) : PageModel
{
    [FromRoute]
    public Guid PersonId { get; set; }

    [BindProperty]
    public Guid? Factor { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public PersonVisit Visit { get; private set; } = null!;

    public IReadOnlyList<Factor> Factors { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await ArriveAsync(ct) ?? Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await ArriveAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        if (Factors.All(factor => factor.Id != Factor))
        {
            ModelState.AddModelError(nameof(Factor), texts["TakeFactor.Which"]);
        }

        if (acting.Read(ModelState, Reason) is not { } reason || !ModelState.IsValid || Factor is not { } id)
        {
            return Page();
        }

        await removal.RemoveAsync(new FactorRemoval.Owner(Visit.Person, Visit.Language, Visit.Admin.Clinic), id, byPractice: true, clock.GetUtcNow(), ct);
        acting.Record(Visit, reason, reasonId => new FactorTakenByAdmin(id, reasonId));
        return await acting.SaveAsync(Visit, "factors", ct);
    }

    private async Task<IActionResult?> ArriveAsync(CancellationToken ct)
    {
        var arrival = await visits.BeginAsync(HttpContext, PersonId, PowerReach.SignIn, ct);
        Visit = arrival.Visit!;
        Factors = arrival.Visit is null ? [] : (await factors.OfAsync(PersonId, ct)).All;
        return arrival.Elsewhere;
    }
}
