using Microsoft.AspNetCore.Mvc.RazorPages;
using Samples.Ehr.Fhir;
using Samples.Ehr.SignIn;

namespace Samples.Ehr.Pages;

/// <summary>GET /schedule: today's visits at the clinic of the session, read from the FHIR API.</summary>
public sealed class ScheduleModel(FhirClient fhir, TimeProvider clock) : PageModel
{
    public new SignedInUser User { get; private set; } = null!;

    public ClinicRecords Clinic { get; private set; } = null!;

    public DateOnly Today { get; private set; }

    public IReadOnlyList<Appointment> Visits { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var session = HttpContext.CurrentSession()!;
        User = session.User;
        Clinic = DemoRecords.Of(User.PracticeId)!;
        Today = Clinic.Today(clock.GetUtcNow());
        Visits = await fhir.VisitsAsync(session, Today, ct);
    }
}
