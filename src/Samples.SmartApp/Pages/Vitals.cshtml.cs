using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Samples.SmartApp.Launching;

namespace Samples.SmartApp.Pages;

/// <summary>GET /vitals: the patient of the visit.</summary>
public sealed class VitalsModel(Visits visits, FhirRecords records) : PageModel
{
    public Visit Visit { get; private set; } = null!;

    public PatientRecord Patient { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (visits.Current(HttpContext) is not { } visit)
        {
            return RedirectToPage("/Index");
        }

        (Visit, Patient) = (visit, await records.ReadAsync(visit, ct));
        return Page();
    }
}
