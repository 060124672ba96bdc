using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Shared;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Developers;

/// <summary>Registering an app: first what it is, then what follows from that. Its secret is shown once, on the answer.</summary>
[SignedIn(LocalPage.DevelopersRegister, For = Visitors.Developers, StepUp = StepUp.SecondFactor, SealsForm = true)]
public sealed class NewAppModel(DeveloperVisits visits, AppSaving saving, FormsComingBack forms, IStringLocalizer<DeveloperTexts> texts) : PageModel
{
    /// <summary>Never from the address, but for what kind of app it is: a stranger's link must not fill in a form that one press saves.</summary>
    [BindProperty]
    public AppForm Form { get; set; } = new();

    public DeveloperVisit Visit { get; private set; } = null!;

    /// <summary>The app, once it is registered.</summary>
    public DeveloperClient? Made { get; private set; }

    /// <summary>Its secret, shown this once; null for one without.</summary>
    public string? Secret { get; private set; }

    public bool AsksWhatItIs => Form.Kind is not { } kind || !AppFields.Kinds.Contains(kind);

    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "Form.Kind")] ClientKind? kind, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        if (forms.Open(Request, Visit, LocalPage.DevelopersRegister) is { } typed)
        {
            await TryUpdateModelAsync(Form, nameof(Form), typed);
        }
        else if (kind is { } chosen && AppFields.Kinds.Contains(chosen))
        {
            Form = AppForm.For(chosen);
        }

        ModelState.Clear();

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        ModelState.Forgive();
        if (AsksWhatItIs)
        {
            return Page();
        }

        var (metadata, wanted, errors) = await saving.ReadAsync(Form, known: null, ct);
        foreach (var error in errors)
        {
            ModelState.AddModelError($"{nameof(Form)}.{error.Field}", texts[error.Text, error.Value ?? ""]);
        }

        if (!await saving.HasRoomAsync(Visit, ct))
        {
            ModelState.AddModelError($"{nameof(Form)}.{nameof(AppForm.Name)}", texts["Form.TooMany", $"{ClientDesk.MostApps}"]);
        }

        if (ModelState.IsValid)
        {
            (Made, Secret) = await saving.RegisterAsync(Visit, metadata, wanted, ct);
        }

        return Page();
    }
}
