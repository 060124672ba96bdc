using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Phones;
using IdentityProvider.Shared;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin;

/// <summary>The practice as its people see it: its name, its own phone, its time, its practice ID, and who looks after it.</summary>
[SignedIn(LocalPage.AdminPractice, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class PracticeModel(AdminVisits visits, UserPhones phones, AuditLog audit, IdpDbContext db, IStringLocalizer<AdminTexts> texts) : PageModel
{
    [BindProperty]
    public PracticeForm Form { get; set; } = new();

    /// <summary>Whether it was just saved, for the note on top.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Saved { get; set; }

    public AdminVisit Visit { get; private set; } = null!;

    public IReadOnlyList<(User User, Role Role)> Administrators { get; private set; } = [];

    public string Path => $"/admin/{Uri.EscapeDataString(Visit.Clinic.PracticeId)}/practice";

    public async Task OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        Form = PracticeForm.Of(Visit.Clinic);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        ModelState.Forgive();
        foreach (var error in new PracticeFormValidator(texts, IsPhone).Validate(Form).Errors.DistinctBy(error => error.PropertyName))
        {
            ModelState.AddModelError($"Form.{error.PropertyName}", error.ErrorMessage);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var clinic = Visit.Clinic;
        clinic.Rename(PersonName.Parse(Form.Name)!, PersonName.Parse(Form.TextName)!);
        clinic.MoveTo(Form.TimeZone!);
        clinic.FrontDeskPhone = string.IsNullOrWhiteSpace(Form.Phone) ? null : phones.Parse(Form.Phone).Number!.National;
        audit.Record(new PracticeChanged(), clinicId: clinic.Id, sessionId: Visit.Session.Id);
        await db.SaveChangesAsync(ct);
        return SignInFlow.SeeOther($"{Path}?saved=true");
    }

    private bool IsPhone(string typed) => phones.Parse(typed).Number is not null;

    private async Task LoadAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        var id = Visit.Clinic.Id;
        var people = await db.Memberships.AsNoTracking()
            .Where(m => m.ClinicId == id && Membership.Administrators.Contains(m.Role) && m.AcceptedAt != null && m.DeactivatedAt == null)
            .Join(db.Users, m => m.UserId, user => user.Id, (m, user) => new { user, m.Role })
            .OrderBy(pair => pair.user.DisplayName)
            .ToListAsync(ct);
        Administrators = [.. people.Select(pair => (pair.user, pair.Role))];
    }
}
