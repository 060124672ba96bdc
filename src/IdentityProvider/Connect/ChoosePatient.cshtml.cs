using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Limits;
using IdentityProvider.Protocol.Smart;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Connect;

/// <summary>Asks somebody who looks after several patients whose record an app shall open (SMART App Launch 2.2 §2.0.6).</summary>
[AllowAnonymous, KnowsWhoIsSignedIn, EnableRateLimiting(RateLimits.Pages)]
internal sealed class ChoosePatientModel(
    AuthorizeQuestions questions, FhirServers servers, FhirIdentities identities, IStringLocalizer<ConnectTexts> texts, IdpDbContext db) : PageModel
{
    public const string Open = "open";

    [BindProperty]
    public string? Patient { get; set; }

    /// <summary>Which button was pressed. Anything but <see cref="Open"/> is a no.</summary>
    [BindProperty]
    public string? Decision { get; set; }

    public AuthorizeQuestion Question { get; private set; } = null!;

    public IReadOnlyList<FhirPatient> Patients { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await ReadAsync(ct))
        {
            return AuthorizeQuestions.Resume(HttpContext);
        }

        Patient = Patients[0].Id;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await ReadAsync(ct))
        {
            return AuthorizeQuestions.Resume(HttpContext);
        }

        // Only whom the page offered is taken.
        var isNo = Decision != Open;
        if (!isNo && Patients.All(patient => patient.Id != Patient))
        {
            ModelState.AddModelError(nameof(Patient), texts["ChoosePatient.Empty"]);
            return Page();
        }

        var turn = Question.Turn;
        var answers = turn.Answers ?? new AuthorizeAnswers(turn.Session.Id);
        turn.Pending.Answer(answers with { Patient = isNo ? null : Patient, Denied = isNo });
        await db.SaveChangesAsync(ct);
        return AuthorizeQuestions.Resume(HttpContext);
    }

    // Nothing to ask here: no such request, another user, no patients to choose among.
    private async Task<bool> ReadAsync(CancellationToken ct)
    {
        if (await questions.ReadAsync(HttpContext, ct) is not { } question || question.Turn.Membership is not { Group: RoleGroup.Patient } membership
            || !question.Turn.Scope.NeedsPatient()
            || await servers.FindAsync(question.Turn.Request, question.Turn.Client, ct) is not { } server)
        {
            return false;
        }

        (Question, Patients) = (question, (await identities.FindAsync(membership.Id, server.Id, ct))?.Patients ?? []);
        return Patients.Count > 1;
    }
}
