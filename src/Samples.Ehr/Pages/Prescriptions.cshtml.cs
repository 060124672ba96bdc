using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Samples.Ehr.Fhir;
using Samples.Ehr.SignIn;

namespace Samples.Ehr.Pages;

/// <summary>GET /patients/{id}/prescriptions: what the API shows only to whoever proved a second factor lately (RFC 9470).</summary>
public sealed class PrescriptionsModel(FhirClient fhir) : PageModel
{
    public Patient Patient { get; private set; } = null!;

    public IReadOnlyList<MedicationRequest> Prescriptions { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct)
    {
        var session = HttpContext.CurrentSession()!;
        if (await fhir.PatientAsync(session, id, ct) is not { } patient)
        {
            return NotFound();
        }

        try
        {
            (Patient, Prescriptions) = (patient, await fhir.PrescriptionsAsync(session, id, ct));
            return Page();
        }
        catch (StepUpNeededException missing)
        {
            // What the API asked for goes to the provider word by word; it knows how to get it.
            return Redirect(missing.Need.SignInUrl(Request.Path));
        }
    }
}
