using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Samples.Ehr.Apps;
using Samples.Ehr.Fhir;
using Samples.Ehr.SignIn;

namespace Samples.Ehr.Pages;

/// <summary>GET /patients/{id}: one patient, as far as the FHIR API shows them to this session.</summary>
public sealed class ChartModel(FhirClient fhir, AppLaunches launches) : PageModel
{
    public bool HasApp => launches.IsPossible;

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

    /// <summary>Opens the SMART app with this patient.</summary>
    public async Task<IActionResult> OnPostLaunchAsync(string id, CancellationToken ct)
    {
        // Only a patient whom the API shows to this session is told to an app.
        if (!HasApp || await fhir.PatientAsync(HttpContext.CurrentSession()!, id, ct) is not { } patient)
        {
            return NotFound();
        }

        return Redirect(await launches.OpenAsync(HttpContext.CurrentSession()!, patient.Id, ct));
    }
}
