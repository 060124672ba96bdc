using System.Globalization;
using IdentityProvider.Clinics;
using IdentityProvider.Shared;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin;

/// <summary>What the clinic demands, what a change would do, and who changed it before.</summary>
[SignedIn(LocalPage.AdminPolicy, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor, SealsForm = true)]
public sealed class PolicyModel(
    AdminVisits visits, ClinicPolicies policies, PolicyReading reading, PolicySaving saving, KeptForms kept, IStringLocalizer<AdminTexts> texts)
    : PageModel
{
    private const string Save = "save";

    /// <summary>Never from the address: a stranger's link must not fill in a form that one press saves. A step-up brings it back sealed.</summary>
    [BindProperty]
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

    public PolicyPicture Picture { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        if (kept.Open(Visit.Admin.Id, new LocalReturn(LocalPage.AdminPolicy, Visit.Clinic.PracticeId), Request) is { } typed)
        {
            await TryUpdateModelAsync(Form, nameof(Form), new QueryStringValueProvider(
                BindingSource.Query, new QueryCollection(typed.ToDictionary()), CultureInfo.InvariantCulture));
            Validate();
        }
        else
        {
            ModelState.Clear();
            Form = PolicyForm.Of(Clinics.Preset.Named(Preset)?.Over(Current.Policy) ?? Current.Policy, Current.Version);
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
            case PolicySaved.StrangerNamed:
                ModelState.AddModelError("Form.EmergencyUsers", texts["Policy.StrangerNamed"]);
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
        ModelState.Forgive();
        foreach (var error in new PolicyFormValidator(texts).Validate(Form).Errors.DistinctBy(error => error.PropertyName))
        {
            ModelState.AddModelError($"Form.{error.PropertyName}", error.ErrorMessage);
        }

        return ModelState.IsValid;
    }

    private async Task<PageResult> ShowAsync(CancellationToken ct)
    {
        Proposed = new PolicyFormValidator(texts).Validate(Form).IsValid ? Form.ToPolicy(Current.Policy) : Current.Policy;
        Picture = await reading.ReadAsync(Current, Proposed, ct);
        return Page();
    }
}
