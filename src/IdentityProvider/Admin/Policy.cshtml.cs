using IdentityProvider.Clinics;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin;

/// <summary>What the clinic demands, what a change would do, and who changed it before.</summary>
[SignedIn(LocalPage.AdminPolicy, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor, KeepsForm = true)]
public sealed class PolicyModel(
    AdminVisits visits, ClinicPolicies policies, PolicyPreview preview, PolicySaving saving, IdpDbContext db, IStringLocalizer<AdminTexts> texts)
    : PageModel
{
    private const string Save = "save";

    /// <summary>In the address as well: a step-up that came in between brings back what was chosen.</summary>
    [BindProperty(SupportsGet = true)]
    public PolicyForm Form { get; set; } = new();

    /// <summary>The system whose habits fill the form; nothing is saved by it.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Preset { get; set; }

    /// <summary>The version that was just saved, for the note on top.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Saved { get; set; }

    public AdminVisit Visit { get; private set; } = null!;

    /// <summary>What is in force.</summary>
    public PolicyVersion Current { get; private set; } = null!;

    /// <summary>What the form stands for; what is in force while the form has a mistake.</summary>
    public ClinicPolicy Proposed { get; private set; } = null!;

    public PolicyEffect Effect { get; private set; } = null!;

    public IReadOnlyList<PolicyVersion> History { get; private set; } = [];

    /// <summary>Display names of those who made the history.</summary>
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        if (Form.Seen is null)
        {
            ModelState.Clear();
            Form = PolicyForm.Of(Clinics.Preset.Named(Preset)?.Policy ?? Current.Policy, Current.Version);
        }
        else
        {
            Validate();
        }

        return await ShowAsync(ct);
    }

    public async Task<IActionResult> OnPostAsync(string? @do, CancellationToken ct)
    {
        await LoadAsync(ct);
        if (!Validate() || @do != Save)
        {
            return await ShowAsync(ct);
        }

        switch (await saving.SaveAsync(Visit, Form.Seen!.Value, Form.ToPolicy(Current.Policy), ct))
        {
            case PolicySaved.Saved:
                return RedirectToPage(new { saved = Form.Seen + 1 });
            case PolicySaved.Unchanged:
                break;
            case PolicySaved.AdminNotCovered:
                ModelState.AddModelError("Form.StaffMethods", texts["Policy.AdminNotCovered"]);
                break;
            case PolicySaved.Overtaken:
                await LoadAsync(ct);
                ModelState.Remove("Form.Seen");
                Form.Seen = Current.Version;
                ModelState.AddModelError("", texts["Policy.Overtaken"]);
                break;
        }

        return await ShowAsync(ct);
    }

    public bool IsChanged(PolicySetting setting) => PolicyComparison.Changed(Current.Policy, Proposed).Contains(setting);

    private async Task LoadAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Current = await policies.CurrentAsync(Visit.Clinic.Id, ct);
    }

    // The binder's own messages ("The value 'abc' is not valid") give way to ours; what was typed stays in the form.
    private bool Validate()
    {
        foreach (var entry in ModelState.Values)
        {
            entry.Errors.Clear();
            entry.ValidationState = Microsoft.AspNetCore.Mvc.ModelBinding.ModelValidationState.Valid;
        }

        foreach (var error in new PolicyFormValidator(texts).Validate(Form).Errors.DistinctBy(error => error.PropertyName))
        {
            ModelState.AddModelError($"Form.{error.PropertyName}", error.ErrorMessage);
        }

        return ModelState.IsValid;
    }

    private async Task<PageResult> ShowAsync(CancellationToken ct)
    {
        Proposed = new PolicyFormValidator(texts).Validate(Form).IsValid ? Form.ToPolicy(Current.Policy) : Current.Policy;
        Effect = await preview.CountAsync(Visit.Clinic.Id, Current.Policy, Proposed, ct);
        History = await policies.HistoryAsync(Visit.Clinic.Id, ct);
        var ids = History.Select(version => version.ChangedBy).OfType<Guid>().Distinct().ToList();
        Names = await db.Users.Where(user => ids.Contains(user.Id)).ToDictionaryAsync(user => user.Id, user => user.DisplayName, ct);
        return Page();
    }
}
