using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin.People;

/// <summary>Takes a second factor of somebody's off file: the phone that was stolen, the app on a laptop that is gone.</summary>
[SignedIn(LocalPage.AdminPersonFactors, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class TakeFactorModel(
    PersonVisits visits, PersonActing acting, FactorsTaking taking, IStringLocalizer<PeopleTexts> texts) : PageModel
{
    [FromRoute]
    public Guid PersonId { get; set; }

    [BindProperty]
    public Guid? Factor { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public PersonVisit Visit { get; private set; } = null!;

    /// <summary>Everything on file, what is switched off included: it is taken away as well.</summary>
    public IReadOnlyList<TakeableFactor> Factors { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await ArriveAsync(ct) ?? Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await ArriveAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        var taken = Factors.FirstOrDefault(factor => factor.Id == Factor);
        if (taken is null)
        {
            ModelState.AddModelError(nameof(Factor), texts["TakeFactor.Which"]);
        }

        if (acting.Read(ModelState, Reason) is not { } reason || !ModelState.IsValid || taken is null)
        {
            return Page();
        }

        await taking.TakeAsync(Visit, taken, ct);
        acting.Record(Visit, reason, reasonId => new FactorTakenByAdmin(taken.Id, reasonId));
        return await acting.SaveAsync(Visit, "factors", ct);
    }

    private async Task<IActionResult?> ArriveAsync(CancellationToken ct)
    {
        var arrival = await visits.BeginAsync(HttpContext, PersonId, PowerReach.SignIn, ct);
        Visit = arrival.Visit!;
        Factors = arrival.Visit is null ? [] : await taking.OfAsync(PersonId, ct);
        return arrival.Elsewhere;
    }
}
