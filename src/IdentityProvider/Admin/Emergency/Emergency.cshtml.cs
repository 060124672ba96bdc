using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin.Emergency;

/// <summary>A clinic's emergency access: what is to be reviewed, who is named and has an envelope, and which apps it opens.</summary>
[SignedIn(LocalPage.AdminEmergency, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class EmergencyModel(
    AdminVisits visits, EmergencyList list, EmergencyAccesses accesses, EnvelopePrinting printer, EmergencyMarks marks, IStringLocalizer<AdminEmergencyTexts> texts) : PageModel
{
    /// <summary>Fewer characters are no review.</summary>
    public const int ShortestReview = 10;

    /// <summary>What was just done, for the note on top.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public AdminVisit Visit { get; private set; } = null!;

    public ClinicPolicy Policy { get; private set; } = new();

    public IReadOnlyList<EmergencyLine> Uses { get; private set; } = [];

    public IReadOnlyList<NamedPerson> Named { get; private set; } = [];

    public IReadOnlyList<EmergencyAppLine> Apps { get; private set; } = [];

    /// <summary>The code that was just drawn, with whose it is: shown this once.</summary>
    public PrintedEnvelope? Printed { get; private set; }

    /// <summary>The use whose review was not taken.</summary>
    public Guid? Refused { get; private set; }

    public string Path => $"/admin/{Uri.EscapeDataString(Visit.Clinic.PracticeId)}/emergency";

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        await ReadAsync(ct);
    }

    public async Task<IActionResult> OnPostReviewAsync(Guid id, string? review, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        var text = review?.Replace("\0", "", StringComparison.Ordinal).Trim() ?? "";
        if (text.Length is < ShortestReview or > Reasons.LongestLength)
        {
            Refused = id;
            ModelState.AddModelError($"review-{id}", texts["Review.Length", ShortestReview, Reasons.LongestLength]);
            await ReadAsync(ct);
            return Page();
        }

        var kept = await accesses.ReviewAsync(Visit.Clinic.Id, id, Visit.Admin.Id, Visit.Session.Id, text, ct);
        return SignInFlow.SeeOther($"{Path}?done={(kept ? "reviewed" : "gone")}");
    }

    public async Task<IActionResult> OnPostPrintAsync(Guid userId, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        var printing = await printer.PrintAsync(Visit, userId, ct);
        Printed = printing.Envelope;
        if (printing.IsBusy)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Response.Headers.RetryAfter = "5";
            ModelState.AddModelError("", texts["Printed.Busy"]);
        }
        else if (Printed is null)
        {
            return SignInFlow.SeeOther($"{Path}?done=gone");
        }

        await ReadAsync(ct);
        return Page();
    }

    /// <summary>Which apps open is an owner's to say, as which apps there are.</summary>
    public async Task<IActionResult> OnPostMarkAsync(string clientId, bool opens, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        return Visit.Role != Role.Owner ? NotFound()
            : SignInFlow.SeeOther($"{Path}?done={(await marks.MarkAsync(Visit, clientId, opens, ct) ? "marked" : "gone")}");
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        Policy = await marks.PolicyAsync(Visit.Clinic.Id, ct);
        Uses = await list.UsesAsync(Visit, ct);
        Named = await list.NamedAsync(Visit, ct);
        Apps = await list.AppsAsync(Visit.Clinic.Id, ct);
    }
}
