using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Samples.Ehr.Fhir;
using Samples.Ehr.SignIn;

namespace Samples.Ehr.Pages;

/// <summary>GET /patients/{id}: one patient, as far as the FHIR API shows them to this session.</summary>
public sealed class ChartModel(FhirClient fhir) : PageModel
{
    public Patient Patient { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct)
    {
        if (await fhir.PatientAsync(HttpContext.CurrentSession()!, id, ct) is not { } patient)
        {
            return NotFound();
        }

        Patient = patient;
        return Page();
    }
}
