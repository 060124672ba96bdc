using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Samples.Ehr.Apps;
using Samples.Ehr.Fhir;
using Samples.Ehr.SignIn;

namespace Samples.Ehr.Pages;

/// <summary>
/// /pick: the provider sends its browser here when an app started by itself and its user has to choose a patient. The answer goes to the
/// provider from server to server, for the user who is signed in here: another one's request gets nothing from it.
/// </summary>
public sealed class PickModel(FhirClient fhir, AppLaunches launches) : PageModel
{
    /// <summary>The waiting request, as the provider named it.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid R { get; set; }

    public IReadOnlyList<Patient> Patients { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Patients = await fhir.PatientsAsync(HttpContext.CurrentSession()!, ct);
        return R == Guid.Empty ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPostAsync(string patient, CancellationToken ct) =>
        await fhir.PatientAsync(HttpContext.CurrentSession()!, patient, ct) is { } chosen
            ? Redirect(await launches.PickAsync(HttpContext.CurrentSession()!, R, chosen.Id, ct))
            : NotFound();
}
