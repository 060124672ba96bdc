using Microsoft.AspNetCore.Mvc.RazorPages;
using Samples.Ehr.Fhir;
using Samples.Ehr.SignIn;

namespace Samples.Ehr.Pages;

/// <summary>GET /patients: the clinic's patients, read from the FHIR API.</summary>
public sealed class PatientsModel(FhirClient fhir) : PageModel
{
    public IReadOnlyList<Patient> Patients { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) => Patients = await fhir.PatientsAsync(HttpContext.CurrentSession()!, ct);
}
